"""The public needs of the past year: each text read by the real gate, each crowd counted, coverage and timeline written."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from common.ids import SLUG_ALPHABET
from common.presence import present
from common.regions import demo_city
from demo.bulk.batch import Batch
from demo.bulk.intake import Written
from demo.people import stable_id
from demo.stories import Story
from demo.words import public
from publication.anonymise.gate import GateResult, check
from publication.anonymise.population import PublicTraits, widen
from publication.models import PublicItem, PublicNeed, PublicStep

POPULATION = {county.code: county.population for county in demo_city.COUNTIES}
AGES = (
    (6, "0–6"),
    (13, "7–13"),
    (17, "14–17"),
    (29, "18–29"),
    (39, "30–39"),
    (49, "40–49"),
    (59, "50–59"),
    (69, "60–69"),
    (79, "70–79"),
    (200, "80+"),
)
STATES = {"met": "closed", "partly": "closed", "withdrawn": "withdrawn", "expired": "expired"}
LONGEST, AFTER_CLOSING = timedelta(days=90), timedelta(days=30)
DEADLINE_DAYS = {"red": 3, "orange": 10, "yellow": 24, "blue": 40}


def passing_text(story: Story, seed: str) -> tuple[str, str, GateResult]:
    """The first text of this cause that the gate lets through for this household."""
    chance = random.Random(f"text/{seed}")
    title, text = story.title, story.text
    for following in public.variants(story.cause, story.category, chance):
        result = check(f"{title}\n{text}", story.secrets())
        if not result.blocked:
            return title, text, result
        title, text = following
    raise AssertionError("the variants have no end")


def bands(story: Story) -> tuple[str, str]:
    age = story.times["reported"].year - story.people[0].born.year
    household = "1–2" if story.size <= 2 else "3–4" if story.size <= 4 else "5+"
    return next(band for most, band in AGES if age <= most), household


def deadline(story: Story, start: datetime, today: date | None = None) -> date:
    """Counted from the day of publishing. A need that is still open was looked at again: its day lies ahead of `today`."""
    day = start.date() + timedelta(days=DEADLINE_DAYS[story.urgency] + story.index % 7)
    if today is None or day >= today:
        return day
    return today + timedelta(days=2 + story.index % (2 * DEADLINE_DAYS[story.urgency]))


def write(batch: Batch, written: Written, key: str, now: datetime) -> PublicNeed | None:
    story, case, times = written.story, written.case, written.story.times
    if "written" not in times:
        return None
    clerk, approver = batch.office.clerk(story), batch.office.approver(story.county)
    title, text, gate = passing_text(story, key)
    need = PublicNeed(
        id=stable_id("need", key),
        slug=_slug(key),
        category=story.category,
        county_id=story.county,
        title=title,
        story=text,
        urgency=story.urgency,
        author=clerk,
        deadline_on=deadline(
            story, times.get("published", times["written"]), now.date() if "ended" not in times else None
        ),
        created_at=times["written"],
        updated_at=max(times.values()),
        live=False,
        state="submitted" if "submitted" in times else "draft",
    )
    need.age_band, need.household_band = bands(story)
    data = {"case_id": case.pk, "county": story.county, "number": case.number}
    batch.audit.add(clerk, "public_text.written", need, times["written"], **data)
    if "submitted" in times:
        batch.audit.add(clerk, "public_text.submitted", need, times["submitted"], **data)
    if "published" in times:
        _publish(need, story, gate, approver)
        batch.audit.add(
            approver, "need.published", need, times["published"], gate=gate.version, k=need.population_k, **data
        )
        _state(batch, need, written, now, data)
        case.version += 1
    case.public_need = batch.add(need)
    return need


def _slug(key: str) -> str:
    chance = random.Random(f"slug/{key}")
    return "".join(chance.choice(SLUG_ALPHABET) for _letter in range(10))


def _publish(need: PublicNeed, story: Story, gate: GateResult, approver) -> None:
    verdict = widen(POPULATION[story.county], PublicTraits(story.cause, need.age_band, need.household_band))
    if verdict.traits is None:
        raise ValueError(f"{story.cause} in {story.county} is too rare to be published.")
    need.age_band, need.household_band = verdict.traits.age_band or "", verdict.traits.household_band or ""
    need.population_k = verdict.k
    need.gate_version, need.gate_hash = gate.version, gate.sha256.hex()
    need.approved_by, need.approved_at = approver, story.times["published"]
    need.first_published_at = need.last_published_at = need.approved_at
    need.has_unpublished_changes = False
    need.live, need.state = True, "published"
    need.expire_at = need.approved_at + LONGEST


def _state(batch: Batch, need: PublicNeed, written: Written, now: datetime, data: dict) -> None:
    """Closed pages stay for thirty days; withdrawn and expired ones are gone at once."""
    story, ended = written.story, written.story.times.get("ended")
    if story.stage in ("covered", "delivering"):
        need.state = "covered"
    if story.stage != "closed" or ended is None:
        return
    need.state, need.closed_at = STATES[story.ending], ended
    if need.state == "closed":
        need.expire_at = ended + AFTER_CLOSING
        need.live, need.expired = need.expire_at > now, need.expire_at <= now
        batch.audit.add(None, "need.closed", need, ended + timedelta(minutes=1), **data)
    elif need.state == "withdrawn":
        need.live, need.expire_at = False, None
        batch.audit.add(batch.office.clerk(story), "need.withdrawn", need, ended, **data)
    else:
        need.live, need.expired, need.closed_at = False, True, None
        need.expire_at = present(need.approved_at) + AFTER_CLOSING
        batch.audit.add(None, "need.expired", need, need.expire_at, **data)


def project(batch: Batch, written: Written, need: PublicNeed) -> None:
    """The bar, the cost table and the timeline, as `needs.services.coverage` would have written them."""
    story = written.story
    if not story.published:
        return
    cash = [want for want in story.wants if want.kind == "cash"]
    need.need_fen = sum(want.cost_fen - want.insurance_fen for want in cash)
    need.government_fen = sum(want.statutory_fen for want in cash)
    need.charity_fen = sum(grant.amount_fen for grant in story.grants)
    need.gifts_fen = sum(gift.amount_fen for gift in story.presents)
    need.gift_count = len(story.presents)
    for position, (want, item) in enumerate(zip(story.wants, written.items, strict=True)):
        plain = want.kind == "cash"
        batch.add(
            PublicItem(
                public_need=need,
                position=position,
                kind=want.kind,
                category=want.category,
                evidence=item.evidence,
                need_fen=want.cost_fen - want.insurance_fen if plain else 0,
                secured_fen=want.cost_fen - want.insurance_fen - want.left_fen if plain else 0,
                quantity=want.quantity,
                secured_quantity=secured(story, want.quantity or 0),
            )
        )
    _timeline(batch, need, story)


def secured(story: Story, quantity: int) -> int:
    """Goods and services that were found: all for a covered need, half where help was partial."""
    if story.stage in ("covered", "delivering") or story.ending == "met":
        return quantity
    return quantity // 2 if story.grants else 0


def _timeline(batch: Batch, need: PublicNeed, story: Story) -> None:
    for kind, at, fen, label in _steps(need, story):
        day = max(1, (at.date() - story.times["reported"].date()).days + 1)
        batch.add(
            PublicStep(
                public_need=need,
                day=day,
                kind=kind,
                amount_fen=fen or None,
                source_label=label,
                at=at,
                effect_key=f"{need.pk}:{kind}:{label or at.date()}"[:120],
            )
        )


def _steps(need: PublicNeed, story: Story) -> Iterable[tuple[str, datetime, int, str]]:
    times = story.times
    yield "reported", times["reported"], 0, ""
    yield "verified", times["seconded"], 0, ""
    if need.government_fen:
        yield "government", times["confirmed"], need.government_fen, ""
    yield "published", times["published"], 0, ""
    for grant in story.grants:
        if "accepted" in times and grant.state != "offered":
            yield "matched", times["accepted"], grant.amount_fen, grant.source.name
    for day in sorted({gift.at.date(): gift.at for gift in story.presents}.values()):
        yield "gift", day, 0, ""
    if story.stage in ("covered", "delivering") or story.ending == "met":
        yield "covered", times.get("given") or times["accepted"], 0, ""
    for grant in story.grants:
        if "delivered" in times:
            yield "delivered", times["delivered"], grant.amount_fen, grant.source.name
    if "received" in times:
        yield "confirmed", times["received"], 0, ""
    if story.stage == "closed" and story.ending in ("met", "partly"):
        yield "closed", times["ended"] + timedelta(minutes=1), 0, ""
