"""Numbers of cases: county, day and a serial number, which together are eighteen digits like an identity number."""

from datetime import date

from common.ids import resident_id_errors
from common.regions.models import Region
from common.sequences.models import next_number


def case_number(county: Region, day: date) -> str:
    """The next of this county and day. One that would read as a valid identity number is left out.

    The audit log and the publish gate refuse such a number, rightly; by its check digit one in eleven would be one.
    """
    while True:
        number = f"{county.prefix}{day:%Y%m%d}{next_number(f'case/{county.prefix}/{day}'):04d}"
        if resident_id_errors(number):
            return number
