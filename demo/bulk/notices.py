"""The year's public notices: every grant of track C hung on a board for its full time before it was decided."""

from __future__ import annotations

import random
from datetime import timedelta
from hashlib import sha256

from common.ids import SLUG_ALPHABET, mask_name
from common.presence import present
from common.regions.models import Region
from demo.bulk.batch import Batch
from demo.bulk.intake import Written
from demo.paths import NOTICE_DAYS
from demo.people import stable_id
from publication.notices.models import CaseNotice, NoticeProof, PublicNotice

PHONE = "00012340001"  # the county's civil affairs, as in people.py


def write(batch: Batch, written: Written, key: str) -> None:
    story, case = written.story, written.case
    if "notice_posted" not in story.times:
        return
    clerk, reviewer = batch.office.clerk(story), batch.office.reviewer(story)
    posted, ended, decided = (story.times[name] for name in ("notice_posted", "notice_ended", "aided"))
    chance = random.Random(f"notice/{key}")
    notice = batch.add(
        PublicNotice(
            id=stable_id("notice", key),
            slug="".join(chance.choice(SLUG_ALPHABET) for _letter in range(10)),
            masked_name=mask_name(story.people[0].name),
            place=Region(pk=story.village, name=story.village_name),
            county_id=story.county,
            household_size=story.size,
            aid_type="temporary_aid",
            amount_fen=story.temporary_fen,
            objection_phone=PHONE,
            state="archived",
            drafted_by=clerk,
            drafted_at=posted - timedelta(minutes=50),
            checked_by=reviewer,
            checked_at=posted - timedelta(minutes=20),
            posted_by=reviewer,
            posted_at=posted,
            working_days=NOTICE_DAYS,
            ends_at=ended,
            ended_at=ended,
            archived_at=decided + timedelta(seconds=30),
        )
    )
    batch.add(CaseNotice(id=stable_id("notice-of", key), case=case, notice=notice))
    digest = sha256(notice.text().encode()).hexdigest()
    for kind, by, at in (("posted", reviewer, posted), ("taken_down", None, ended)):
        batch.add(
            NoticeProof(
                id=stable_id("notice-proof", key, kind),
                notice=notice,
                kind=kind,
                board="village",
                by=by,
                at=at,
                sha256=digest,
            )
        )
    data = {"case_id": case.pk, "county": story.county, "notice": notice.slug}
    batch.audit.add(clerk, "notice.drafted", notice, notice.drafted_at, amount_fen=notice.amount_fen, **data)
    batch.audit.add(reviewer, "notice.checked", notice, present(notice.checked_at), **data)
    batch.audit.add(reviewer, "notice.posted", notice, posted, working_days=NOTICE_DAYS, **data)
    batch.audit.add(None, "notice.ended", notice, ended, **data)
    batch.audit.add(None, "notice.archived", notice, present(notice.archived_at), **data)
