"""Places of the demo city, one at a time."""

from common.regions import codes, demo_tree
from common.regions.models import Region


def demo_region(code: str) -> Region:
    """The demo's region of this code, stored together with the regions around it."""
    parent = codes.parent_of(code)
    if parent is not None:
        demo_region(parent)
    division = next(division for division in demo_tree.build() if division.code == code)
    region, _created = Region.objects.get_or_create(
        code=code,
        defaults={
            "name": division.name,
            "name_en": division.name_en,
            "level": codes.level_of(code),
            "parent_id": parent,
            "valid_from": division.valid_from,
            "area_type": division.area_type,
            "population": division.population,
        },
    )
    return region
