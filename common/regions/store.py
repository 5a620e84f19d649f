"""Writing many divisions at once: one COPY into a scratch table, then only what differs."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, transaction

from common.regions import codes
from common.regions.divisions import Division

_COLUMNS = "code, level, name, name_en, parent_id, valid_from, valid_to, successor_id, area_type, population"

# A blank in the incoming list means "not said" and never wipes what was entered here; dates and successors are said.
_MERGED = """
    SELECT s.code, s.level, s.name, coalesce(nullif(s.name_en, ''), r.name_en, '') AS name_en, s.parent_id,
           s.valid_from, s.valid_to, s.successor_id,
           coalesce(nullif(s.area_type, ''), r.area_type, '') AS area_type,
           coalesce(s.population, r.population) AS population
    FROM regions_scratch s LEFT JOIN regions_region r USING (code)
"""
_CHANGED = f"{_MERGED} WHERE r.code IS NOT NULL EXCEPT SELECT {_COLUMNS} FROM regions_region"


@dataclass(frozen=True, slots=True)
class Written:
    """How many rows were new, were changed, and were already so."""

    added: int
    changed: int
    same: int


@transaction.atomic
def write(divisions: Iterable[Division]) -> Written:
    """Make the stored regions equal to these; regions that are not among them stay as they are."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE regions_scratch (LIKE regions_region) ON COMMIT DROP")
        with cursor.copy(f"COPY regions_scratch ({_COLUMNS}) FROM STDIN") as copy:
            total = 0
            for division in divisions:
                copy.write_row(_row(division))
                total += 1
        cursor.execute(f"CREATE TEMPORARY TABLE regions_changed ON COMMIT DROP AS {_CHANGED}")
        cursor.execute(
            f"UPDATE regions_region r SET ({_COLUMNS}) = ROW(c.*) FROM regions_changed c WHERE c.code = r.code"
        )
        changed = cursor.rowcount
        cursor.execute(f"INSERT INTO regions_region ({_COLUMNS}) {_MERGED} WHERE r.code IS NULL")
        added = cursor.rowcount
        # ON COMMIT DROP waits for the outermost transaction, which may write again before it.
        cursor.execute("DROP TABLE regions_scratch, regions_changed")
        cursor.execute("ANALYZE regions_region")
    return Written(added, changed, total - added - changed)


def _row(division: Division) -> tuple[object, ...]:
    return (
        division.code,
        codes.level_of(division.code),
        division.name,
        division.name_en,
        codes.parent_of(division.code),
        division.valid_from,
        division.valid_to,
        division.successor,
        division.area_type,
        division.population,
    )
