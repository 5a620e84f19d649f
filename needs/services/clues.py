"""Clues 线索: reported by anyone, taken by the first person asked, who keeps it until another accepts."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from common.audit.services import record
from common.calendar import add_working_days
from common.errors import Refusal
from common.files.models import PrivateFile
from common.files.services import store
from common.outbox.services import announce
from common.regions.models import Region
from common.sequences.models import next_number
from needs.causes import Category, Channel, Urgency
from needs.models import Clue, ClueQuestion, Evidence
from needs.models.clue import OralConsent
from needs.models.evidence import EvidenceKind
from needs.services.contact import phone_and_index
from needs.services.duplicates import find_duplicates
from needs.services.guards import locked_clue, require_for_clue, require_reason, sent_before
from needs.services.places import township_of
from needs.states import CLUE
from organisations.models import User
from organisations.permissions import Permission as P

LONGEST_WORDS = 2000
MOST_PHOTOS = 3

# First contact after a clue: 30 minutes where life is in danger, else by urgency (domain reference §3.6).
FIRST_CONTACT = {Urgency.RED: timedelta(minutes=30), Urgency.ORANGE: timedelta(hours=24)}


class TooLong(Refusal):
    pass


def report_clue(
    *,
    token: UUID,
    channel: str,
    category: str,
    region: Region,
    at: datetime,
    words: str = "",
    life_danger: bool = False,
    oral_consent: str = OralConsent.NOT_YET,
    by: User | None = None,
    reporter_name: str = "",
    reporter_phone: str = "",
    household_name: str = "",
    household_phone: str = "",
    photos: Iterable = (),
) -> Clue:
    """File a clue. The same token is the same report, however often a phone sends it again.

    `region` is the village, township or county that the reporter knows. A photo that is not fit is refused with its
    reason; the caller decides whether the words go without it. Photos may be uploads or files that are stored already.
    """
    if existing := Clue.objects.filter(token=token).first():
        return existing
    if len(words) > LONGEST_WORDS:
        raise TooLong(_("情况说明请控制在 2,000 字以内。"), field="words")
    photos = list(photos)
    if len(photos) > MOST_PHOTOS:
        raise Refusal(_("照片最多 3 张。"), field="photos")
    if region.county_unit is None:
        raise Refusal(_("请选到区县以下的地点。"), field="region")
    category, channel = Category(category), Channel(channel)
    try:
        with transaction.atomic():
            return _file(
                token,
                channel,
                category,
                region,
                at,
                words,
                life_danger,
                oral_consent,
                by,
                reporter_name,
                reporter_phone,
                household_name,
                household_phone,
                photos,
            )
    except IntegrityError:
        # the same report arrived twice at once: the other request won, and both get the same answer
        return Clue.objects.get(token=token)


def _file(
    token,
    channel,
    category,
    region,
    at,
    words,
    life_danger,
    oral_consent,
    by,
    reporter_name,
    reporter_phone,
    household_name,
    household_phone,
    photos,
) -> Clue:
    urgency = Urgency.RED if life_danger else Urgency.YELLOW
    county = region.county_unit
    clue = Clue(
        token=token,
        channel=channel,
        category=category,
        region=region,
        township=township_of(region),
        county=county,
        life_danger=life_danger,
        words=words.strip(),
        oral_consent=oral_consent,
        reporter=by,
        urgency=urgency,
        reporter_name=reporter_name.strip(),
        household_name=household_name.strip(),
        received_at=at,
        contact_due_at=at + FIRST_CONTACT[Urgency.RED] if life_danger else add_working_days(at, 1),
    )
    clue.reporter_phone, clue.reporter_phone_index = phone_and_index(reporter_phone)
    clue.household_phone, clue.household_phone_index = phone_and_index(household_phone)
    day = localdate(at)
    clue.number = f"X{county.prefix}{day:%y%m%d}{next_number(f'clue/{county.prefix}/{day}'):04d}"
    clue.save()
    for photo in photos:
        stored = photo if isinstance(photo, PrivateFile) else store(photo, EvidenceKind.PHOTO, by, at)
        Evidence.objects.create(clue=clue, kind=EvidenceKind.PHOTO, file=stored, added_by=by, added_at=at)
    find_duplicates(clue=clue, at=at)
    record(
        actor=by,
        verb="clue.reported",
        subject=clue,
        county=county,
        data={"number": clue.number, "channel": channel.value, "life_danger": life_danger},
        at=at,
    )
    announce("clue.reported", f"clue:{clue.pk}:reported", clue_id=clue.pk)
    return clue


@transaction.atomic
def take_clue(*, clue: Clue, by: User, at: datetime) -> Clue:
    """First contact 首问负责: from now on this person answers for it."""
    clue = locked_clue(clue)
    require_for_clue(by, clue, P.TAKE_CLUE)
    if clue.owner_id == by.pk and clue.state == "taken":
        return clue  # a double click
    if clue.owner_id:
        raise Refusal(_("这条线索已由%(name)s接手。") % {"name": clue.owner.display_name})
    clue.state = CLUE.next(clue.state, "take")
    clue.owner, clue.owned_at = by, at
    clue.save()
    record(actor=by, verb="clue.taken", subject=clue, county=clue.county_id, data={"number": clue.number}, at=at)
    announce("clue.taken", f"clue:{clue.pk}:taken", clue_id=clue.pk)
    return clue


@transaction.atomic
def hand_over_clue(*, clue: Clue, to: User, by: User, at: datetime) -> Clue:
    """A colleague of the same area takes over; until then it stays with the one who was asked first."""
    clue = locked_clue(clue)
    require_for_clue(by, clue, P.TAKE_CLUE)
    require_for_clue(to, clue, P.TAKE_CLUE)
    clue.state = CLUE.next(clue.state, "hand_over")
    clue.owner, clue.owned_at = to, at
    clue.save()
    record(
        actor=by,
        verb="clue.handed_over",
        subject=clue,
        county=clue.county_id,
        data={"number": clue.number, "to": str(to.pk)},
        at=at,
    )
    announce("clue.taken", f"clue:{clue.pk}:handed:{at.timestamp()}", clue_id=clue.pk)
    return clue


@transaction.atomic
def return_clue(*, clue: Clue, reason: str, by: User, at: datetime) -> Clue:
    """Not a hardship we can act on; the reporter reads why and which way is open."""
    clue = locked_clue(clue)
    require_for_clue(by, clue, P.TAKE_CLUE)
    reason = require_reason(reason)
    clue.state = CLUE.next(clue.state, "return")
    clue.closed_reason = reason
    clue.save()
    record(actor=by, verb="clue.returned", subject=clue, county=clue.county_id, data={"number": clue.number}, at=at)
    announce("clue.returned", f"clue:{clue.pk}:returned", clue_id=clue.pk)
    return clue


@transaction.atomic
def escalate_clue(*, clue: Clue, reason: str, by: User, at: datetime) -> Clue:
    """转紧急: red from now on, first contact within 30 minutes."""
    clue = locked_clue(clue)
    require_for_clue(by, clue, P.TAKE_CLUE)
    require_reason(reason)
    clue.urgency = Urgency.RED
    clue.contact_due_at = max(clue.received_at, min(clue.contact_due_at, at + FIRST_CONTACT[Urgency.RED]))
    clue.save()
    record(actor=by, verb="clue.escalated", subject=clue, county=clue.county_id, data={"number": clue.number}, at=at)
    return clue


@transaction.atomic
def ask_reporter(*, clue: Clue, question: str, by: User, at: datetime, token: UUID | None = None) -> ClueQuestion:
    """One question back to the reporter; the same token is the same question."""
    clue = locked_clue(clue)
    require_for_clue(by, clue, P.TAKE_CLUE)
    if existing := sent_before(ClueQuestion, token, clue=clue):
        return existing
    question = question.strip()
    if not question:
        raise Refusal(_("请写下要问的问题。"), field="question")
    if clue.reporter_id is None:
        raise Refusal(_("上报人没有账号，请打电话询问。"), field="question")
    asked = ClueQuestion.objects.create(
        pk=token or uuid4(), clue=clue, question=question[:400], asked_by=by, asked_at=at
    )
    record(actor=by, verb="clue.asked", subject=clue, county=clue.county_id, data={"number": clue.number}, at=at)
    announce("clue.asked", f"question:{asked.pk}:asked", question_id=asked.pk)
    return asked


@transaction.atomic
def answer_question(*, question: ClueQuestion, answer: str, by: User, at: datetime) -> ClueQuestion:
    """The reporter's one answer; only theirs."""
    question = ClueQuestion.objects.select_for_update().select_related("clue").get(pk=question.pk)
    if question.clue.reporter_id != by.pk:
        raise Refusal(_("只有上报人可以回答这个问题。"))
    if question.answered_at:
        raise Refusal(_("这个问题已经回答过了。"))
    if not answer.strip():
        raise Refusal(_("请写下您的回答。"), field="answer")
    question.answer, question.answered_at = answer.strip()[:1000], at
    question.save()
    record(
        actor=by,
        verb="clue.answered",
        subject=question.clue,
        county=question.clue.county_id,
        data={"number": question.clue.number},
        at=at,
    )
    announce("clue.answered", f"question:{question.pk}:answered", question_id=question.pk)
    return question
