"""Which limits hold in a county on a day."""

from datetime import date

from common.regions.models import Region
from policy.limits.models import LocalLimits

NOT_SET = LocalLimits()  # the values that hold where nobody has set any


def limits_of(county: Region | str, on: date) -> LocalLimits:
    """The county's own latest row, else its city's or province's, else the defaults.

    `limits_second_approval_fen` in the database answers the same for the second signature; a test compares both.
    """
    code = county if isinstance(county, str) else county.pk
    above = [code, f"{code[:4]:0<12}", f"{code[:2]:0<12}"]
    rows = list(LocalLimits.objects.filter(region__in=above, valid_from__lte=on))
    return max(rows, key=lambda row: (-above.index(row.region_id), row.valid_from), default=NOT_SET)
