"""Which township a reported place lies in; a county is always known, a township not yet."""

from common.regions.models import Level, Region


def township_of(region: Region) -> Region | None:
    if region.level == Level.TOWNSHIP:
        return region
    return region.parent if region.level == Level.VILLAGE else None
