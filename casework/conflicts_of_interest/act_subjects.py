"""A declaration is its declarer's own; an attempt that was stopped is kept, whoever made it."""

from casework.conflicts_of_interest.models import Block, Declaration
from common.acts.subjects import Facts, Subject
from common.acts.tables import ANYONE, Act, ActTable, Silent

DECLARER = "declarer"
BETWEEN_TWO = Silent("it is between the declarer and the comparison; an auditor reads it")

DECLARATIONS = Subject(
    ActTable(
        [
            Act("declare", permission=DECLARER, audit="interest.declared", topic=BETWEEN_TWO, new=True),
            Act("end", permission=DECLARER, audit="interest.ended", topic=BETWEEN_TWO),
        ]
    ),
    Declaration,
    facts=lambda _declaration: Facts(),
    relations={DECLARER: lambda user, declaration: declaration.declarer_id == user.pk},
)
BLOCKS = Subject(
    ActTable([Act("block", permission=ANYONE, audit="interest.blocked", topic=BETWEEN_TWO, new=True)]),
    Block,
    facts=lambda block: Facts(data={"kind": str(block.kind)}),
)
