"""From the clue to the confirmed gap: clue, household, people, case, items, statutory aid, signatures, consents."""

from __future__ import annotations

from datetime import timedelta

from common.calendar import add_working_days
from common.crypto import blind_index
from common.items import counted
from common.messages import stored
from common.presence import present
from demo.bulk.batch import Batch
from demo.people import stable_id
from demo.stories import Story
from needs.models import Case, Clue, Consent, DuplicateFinding, Household, NeedItem, Person, StatutoryAid, Verification
from needs.models.clue import OralConsent
from needs.models.verification import FACTS
from needs.services.cases import ID_NO, NAME
from needs.services.contact import PHONE
from organisations.models import User
from policy.clocks import Clock
from policy.selectors import due

CONSENT_LASTS = timedelta(days=180)
CLOSED = {
    "met": "completed",
    "partly": "completed",
    "government": "government",
    "returned": "returned",
    "merged": "merged",
    "withdrawn": "withdrawn",
    "expired": "government",
}
OPEN = {
    "open": "open",
    "unpublished": "open",
    "covered": "covered",
    "delivering": "delivering",
    "paused": "paused",
}
REASONS = {
    "met": "缺口已补足，家庭确认收到。",
    "partly": "部分补足，余下由家庭自筹，已回访。",
    "government": "政府救助已解决，转政府救助。",
    "returned": "核实后不符合救助条件，已书面说明理由。",
    "merged": "与在办个案为同一户，已合并。",
    "withdrawn": "家庭撤回同意，已停止对接。",
    "expired": "公开期满仍有缺口，转政府一事一议。",
}


class Written:
    """What the later parts of a case point at."""

    def __init__(self, story: Story, case: Case, items: list[NeedItem], clue: Clue) -> None:
        self.story, self.case, self.items, self.clue = story, case, items, clue
        self.consents: dict = {}


def write(batch: Batch, story: Story, key: str) -> Written:
    times, office = story.times, batch.office
    home = batch.add(
        Household(
            id=stable_id("home", key),
            county_id=story.county,
            township_id=f"{story.township}000",
            village_name=story.village_name,
            address=f"{story.village_name}{story.index % 12 + 1}组",
            size=story.size,
            minors=story.minors,
            elderly=min(story.elderly, story.size),
            disabled=story.disabled,
            identity=story.identity,
            monthly_income_fen=story.income_fen,
            local_hukou=story.local,
            sensitive=story.cause == "HC14",
        )
    )
    for number, one in enumerate(story.people):
        batch.add(
            Person(
                id=stable_id("person", key, number),
                household=home,
                name=one.name,
                name_index=blind_index(one.name, NAME),
                id_no=one.id_no,
                id_index=blind_index(one.id_no, ID_NO) if one.id_no else "",
                phone=one.phone,
                phone_index=blind_index(one.phone, PHONE) if one.phone else "",
                bank_account=one.bank,
                birth_year=one.born.year,
                sex="1" if one.male else "2",
                relation=one.relation,
                is_head=number == 0,
            )
        )
    clerk = office.clerk(story)
    case = batch.add(_case(batch, story, key, home, clerk))
    clue = batch.add(_clue(batch, story, key, case, clerk))
    batch.audit.add(
        clerk,
        "case.opened",
        case,
        times["opened"],
        case_id=case.pk,
        county=story.county,
        number=case.number,
        cause=story.cause,
        urgency=story.urgency,
    )
    written = Written(story, case, _items(batch, story, key, case, clerk), clue)
    _signatures(batch, story, key, case)
    _aid(batch, written, key)
    _confirm(batch, written)
    _consents(batch, written, key)
    _end(batch, written)
    return written


def clue_row(batch: Batch, story: Story, key: str) -> Clue:
    at, county = story.times["reported"], story.county[:6]
    head = story.people[0]
    reporter = _reporter(batch, story)
    day = at.astimezone().date() if at.tzinfo is None else at.date()
    clue = Clue(
        id=stable_id("clue", key),
        token=stable_id("token", key),
        channel=story.channel,
        reporter=reporter,
        life_danger=story.urgency == "red",
        category=story.category,
        region_id=story.village,
        county_id=story.county,
        township_id=f"{story.township}000",
        household_name=head.name,
        household_phone=head.phone,
        household_phone_index=blind_index(head.phone, PHONE) if head.phone else "",
        words=story.reported,
        oral_consent=OralConsent.YES if story.index % 3 else OralConsent.NOT_YET,
        received_at=at,
        urgency="red" if story.urgency == "red" else "yellow",
        contact_due_at=at + timedelta(minutes=30) if story.urgency == "red" else add_working_days(at, 1),
        number=f"X{county}{day:%y%m%d}{batch.numbers.next(f'clue/{county}/{day}'):04d}",
    )
    batch.audit.add(
        reporter,
        "clue.reported",
        clue,
        at,
        county=story.county,
        number=clue.number,
        channel=story.channel,
        life_danger=clue.life_danger,
    )
    return clue


def _clue(batch: Batch, story: Story, key: str, case: Case, clerk: User) -> Clue:
    clue = clue_row(batch, story, key)
    clue.state, clue.owner, clue.owned_at, clue.case = "opened", clerk, story.times["taken"], case
    batch.audit.add(clerk, "clue.taken", clue, clue.owned_at, county=story.county, number=clue.number)
    return clue


def _reporter(batch: Batch, story: Story) -> User | None:
    if story.channel in ("grid", "cadre", "officer"):
        return batch.office.grid(story)
    if story.channel == "window":
        return batch.office.clerk(story)
    return batch.office.hotline(story) if story.channel == "hotline" else None


def _case(batch: Batch, story: Story, key: str, home: Household, clerk: User) -> Case:
    opened, county = story.times["opened"], story.county[:6]
    day = opened.date()
    return Case(
        id=stable_id("case", key),
        number=batch.numbers.case(county, day),
        household=home,
        county_id=story.county,
        township_id=f"{story.township}000",
        cause=story.cause,
        urgency=story.urgency,
        track=story.track,
        event_on=story.times["event"].date(),
        summary=story.summary,
        hospital=story.hospital,
        school=story.school,
        employer=story.employer,
        owner=clerk,
        opened_at=opened,
        opened_by=clerk,
        due_at=due(Clock.CASE_VERIFY, story.urgency, opened, story.county),
        state=CLOSED[story.ending] if story.stage == "closed" else OPEN[story.stage],
    )


def _items(batch: Batch, story: Story, key: str, case: Case, clerk: User) -> list[NeedItem]:
    signed, opened = story.times.get("signed"), story.times["opened"]
    rows = []
    for number, want in enumerate(story.wants):
        cash = want.kind == "cash"
        asked = want.cost_fen - want.insurance_fen if cash else 0
        item = NeedItem(
            id=stable_id("item", key, number),
            case=case,
            kind=want.kind,
            category=want.category,
            quantity=want.quantity,
            requested_fen=asked,
            created_at=opened + timedelta(minutes=5 + number),
        )
        batch.audit.add(
            clerk,
            "item.added",
            item,
            item.created_at,
            case_id=case.pk,
            county=story.county,
            category=want.category,
            amount=stored(counted(want.kind, asked if cash else present(want.quantity))),
        )
        if signed:
            at = signed + timedelta(seconds=20 + number)
            item.verified_cost_fen, item.insurance_fen = want.cost_fen, want.insurance_fen
            item.statutory_fen = want.statutory_fen if "aided" in story.times else 0
            item.evidence = "seen" if cash and want.category not in ("living", "rent") else "standard"
            item.verified_at, item.verified_by = at, clerk
            batch.audit.add(
                clerk,
                "item.verified",
                item,
                at,
                case_id=case.pk,
                county=story.county,
                category=want.category,
                amount=stored(counted(want.kind, want.cost_fen if cash else present(want.quantity))),
                insurance_fen=want.insurance_fen,
            )
        rows.append(batch.add(item))
    return rows


def _signatures(batch: Batch, story: Story, key: str, case: Case) -> None:
    if "signed" not in story.times:
        return
    clerk, reviewer, signed = batch.office.clerk(story), batch.office.reviewer(story), story.times["signed"]
    facts = dict.fromkeys(FACTS, "true")
    if story.ending == "returned":
        facts["hardship"] = "false"
    row = batch.add(
        Verification(
            id=stable_id("visit", key),
            case=case,
            method="visit",
            visited_on=signed.date(),
            facts=facts,
            note="两人入户，已查看凭证原件。",
            first_by=clerk,
            first_at=signed,
            second_by=reviewer if "seconded" in story.times else None,
            second_at=story.times.get("seconded"),
        )
    )
    data = {"case_id": case.pk, "county": story.county, "number": case.number}
    batch.audit.add(clerk, "verification.signed", row, signed + timedelta(seconds=40), signature=1, **data)
    if row.second_at:
        batch.audit.add(reviewer, "verification.signed", row, row.second_at, signature=2, **data)


def _aid(batch: Batch, written: Written, key: str) -> None:
    story, at = written.story, written.story.times.get("aided")
    if at is None:
        return
    reviewer, first = batch.office.reviewer(story), written.items[0]
    temporary = min(story.temporary_fen, first.statutory_fen)
    parts = [("temporary_aid", temporary), ("medical_aid", first.statutory_fen - temporary)]
    for number, (aid_type, fen) in enumerate(parts):
        if not fen and number:
            continue
        aid = batch.add(
            StatutoryAid(
                id=stable_id("aid", key, aid_type),
                case=written.case,
                item=first if fen else None,
                aid_type=aid_type,
                state="granted" if fen else "not_applicable",
                amount_fen=fen,
                period=f"{at:%Y-%m}",
                basis="CC-2026 规则包" if fen else "不符合本次情形",
                recorded_by=reviewer,
                recorded_at=at + timedelta(seconds=number),
            )
        )
        batch.audit.add(
            reviewer,
            "aid.recorded",
            aid,
            aid.recorded_at,
            case_id=written.case.pk,
            county=story.county,
            aid_type=aid_type,
            state=aid.state,
            amount_fen=fen,
        )


def _confirm(batch: Batch, written: Written) -> None:
    case, story, at = written.case, written.story, written.story.times.get("confirmed")
    if at is None:
        return
    reviewer = batch.office.reviewer(story)
    case.gap_confirmed_at, case.gap_confirmed_by, case.due_at = at, reviewer, add_working_days(at, 5)
    case.version += 1
    batch.audit.add(
        reviewer,
        "case.gap_confirmed",
        case,
        at,
        case_id=case.pk,
        county=story.county,
        number=case.number,
        amount_fen=story.gap_fen,
    )


def _consents(batch: Batch, written: Written, key: str) -> None:
    """One to publish, one for each charity that would learn who they are."""
    story, at = written.story, written.story.times.get("consented")
    if at is None:
        return
    if story.consent in ("full", "withdrawn"):
        lasts = timedelta(days=30) if story.ending == "expired" else CONSENT_LASTS
        until = story.times["published"] + lasts if "published" in story.times else at + lasts
        _consent(batch, written, key, None, at, until)
    for number, purse in enumerate({grant.source.recipient: grant.source for grant in story.grants}.values()):
        given = at + timedelta(seconds=30 * (number + 1))
        _consent(batch, written, key, batch.office.payer(purse), given, given + CONSENT_LASTS)


def _consent(batch: Batch, written: Written, key: str, recipient, at, until) -> None:
    clerk, story = batch.office.clerk(written.story), written.story
    row = Consent(
        id=stable_id("consent", key, recipient.pk if recipient else "publish"),
        case=written.case,
        purpose="share" if recipient else "publish",
        recipient=recipient,
        fields=["name", "phone", "bank_account"] if recipient else [],
        form=("written", "thumb", "voice")[story.index % 3],
        given_at=at,
        taken_by=clerk,
        expires_at=until,
    )
    data = {"case_id": written.case.pk, "county": story.county, "organisation": recipient.pk if recipient else None}
    batch.audit.add(clerk, "consent.recorded", row, at, purpose=row.purpose, fields=row.fields, form=row.form, **data)
    if story.consent == "withdrawn":
        row.withdrawn_at, row.withdrawn_by = story.times["ended"] - timedelta(minutes=10), clerk
        batch.audit.add(clerk, "consent.withdrawn", row, row.withdrawn_at, purpose=row.purpose, **data)
    written.consents[recipient.pk if recipient else None] = batch.add(row)


def _end(batch: Batch, written: Written) -> None:
    story, case, at = written.story, written.case, written.story.times.get("ended")
    if story.stage != "closed" or at is None:
        return
    by = batch.office.reviewer(story)
    case.closed_at, case.closed_by, case.close_reason, case.version = at, by, REASONS[story.ending], case.version + 3
    if case.state == "completed":
        batch.audit.add(by, "case.completed", case, at, case_id=case.pk, county=story.county, number=case.number)


def merge_into(batch: Batch, written: Written, other: Written | None) -> None:
    """The merged case was about a household that another open case knew already."""
    if other is None or written.story.ending != "merged":
        return
    at, by = written.story.times["ended"], batch.office.reviewer(written.story)
    batch.add(
        DuplicateFinding(
            id=stable_id("finding", written.case.pk),
            clue=written.clue,
            case=other.case,
            signal="name_township",
            strength="weak",
            found_at=written.story.times["reported"],
            decision="same",
            decided_at=at,
            decided_by=by,
            reason=REASONS["merged"],
        )
    )
    batch.audit.add(
        by,
        "clue.merged",
        written.clue,
        at,
        case_id=other.case.pk,
        county=written.story.county,
        number=written.clue.number,
        case=other.case.number,
    )
