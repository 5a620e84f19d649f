"""Promises of money by invented donors: small ones, which a run pools."""

from datetime import datetime, timedelta
from uuid import uuid4

from common.regions.models import Region
from demo.people import CITY
from donations import services as donations
from donations.models import Pledge
from organisations.models import User
from tests.factories.cases import START, Y


def promise(
    by: User,
    yuan: int,
    *,
    total: int = 0,
    category: str = "",
    region: str = CITY,
    mode: str = "ask",
    at: datetime = START,
    days: int = 90,
) -> Pledge:
    """`yuan` for each household; for one household unless `total` says more."""
    return donations.make_pledge(
        token=uuid4(),
        category=category,
        region=Region.objects.get(pk=region),
        per_household_fen=yuan * Y,
        total_fen=(total or yuan) * Y,
        until=(at + timedelta(days=days)).date(),
        mode=mode,
        by=by,
        at=at,
    )


def donors(cast, count: int) -> list[User]:
    return [cast.users["donor"], cast.users["donor-2"], *[cast.users[f"donor-p{n}"] for n in range(count)]][:count]
