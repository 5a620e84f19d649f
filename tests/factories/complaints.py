"""Complaints in named situations, each made by the services."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from casework.complaints import services
from casework.complaints.models import Complaint
from common.regions.models import Region
from demo.people import Cast

WORDS = "答应三天内答复，两个星期没有人联系。"
REPLY = "经查，材料齐全而未及时办理，已责令三日内办结。"


def filed(cast: Cast, at: datetime, county: str = "990121", **fields: Any) -> Complaint:
    fields = {"kind": "decision", "words": WORDS, "token": uuid4(), **fields}
    return services.file_complaint(county=Region.objects.get(pk=f"{county}000000"), at=at, **fields)


def assigned(cast: Cast, at: datetime, *, sensitive: bool = False, **fields: Any) -> Complaint:
    return services.assign(
        complaint=filed(cast, at, **fields),
        to=cast.users["complaints"],
        sensitive=sensitive,
        by=cast.users["complaint-lead"],
        at=at + timedelta(hours=2),
    )


def submitted(cast: Cast, at: datetime, **fields: Any) -> Complaint:
    by, later = cast.users["complaints"], at + timedelta(days=3)
    complaint = services.start(complaint=assigned(cast, at, **fields), by=by, at=later)
    return services.submit(
        complaint=complaint,
        facts="入户与台账一致，确实超期。",
        outcome="upheld",
        reply=REPLY,
        administrative=True,
        by=by,
        at=later + timedelta(hours=1),
    )


def closed(cast: Cast, at: datetime, **fields: Any) -> Complaint:
    return services.close(
        complaint=submitted(cast, at, **fields), by=cast.users["complaint-lead"], at=at + timedelta(days=4)
    )
