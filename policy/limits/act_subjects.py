"""The limits of an area, as they are set: rows are only ever added."""

from common.acts.subjects import Facts, Subject
from common.acts.tables import Act, ActTable, Silent
from organisations import access
from organisations.permissions import Permission as P
from policy.limits.models import LocalLimits

LIMITS = Subject(
    ActTable(
        [
            Act(
                "set",
                permission=P.APPROVE_MATCH,
                audit="limits.set",
                topic=Silent("every decision reads the limits of its own day"),
                new=True,
            )
        ]
    ),
    LocalLimits,
    facts=lambda row: Facts(county=row.region_id, data={"valid_from": str(row.valid_from), "basis": row.basis}),
    may=lambda user, row, permission: access.user_in_region(user, row.region_id, permission),
)
