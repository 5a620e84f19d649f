"""Declared interests as subjects of a disclosure: whoever declared them, and the auditor of the area."""

from typing import Any

from casework.conflicts_of_interest.models import Block, Declaration
from privacy.subjects import About, about, relation


@about("related.Declaration")
def of_declaration(declaration: Declaration) -> About:
    return About(anywhere=True)


@about("related.Block")
def of_block(block: Block) -> About:
    return About(anywhere=True)


@relation("related.Declaration", "declarer")
def declared_it(declaration: Declaration, viewer: Any) -> bool:
    return viewer is not None and declaration.declarer_id == viewer.pk
