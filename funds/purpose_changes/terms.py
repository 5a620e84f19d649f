"""The terms that restrict a fund's money, as they stand and as a change would have them, and the agreement of both."""

from copy import copy
from typing import Any

from funds import agreement
from funds.models import Fund
from funds.purpose_changes.models import PurposeChange

RESTRICTION = ("region", "audience", "purpose", "cap_fen", "rules")


def as_data(thing: Fund | PurposeChange) -> dict[str, Any]:
    """The five terms as plain data, of the fund or of the request: both have the same columns."""
    return {name: thing.region_id if name == "region" else getattr(thing, name) for name in RESTRICTION}


def changed(fund: Fund, change: PurposeChange) -> Fund:
    """The fund as it would be; not saved."""
    after = copy(fund)
    for name in RESTRICTION:
        setattr(after, name, getattr(change, name))
    return after


def draft(fund: Fund, change: PurposeChange) -> agreement.Agreement:
    """The agreement as it would read: all of the fund's terms, the five from the change."""
    return agreement.draft(changed(fund, change))
