"""Clues 线索: reported by anyone, taken by the first person asked, who keeps it until another accepts."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from common.acts.doing import act
from common.errors import Refusal
from common.files.models import PrivateFile
from common.files.services import store
from common.presence import present
from common.regions.models import Region
from common.sequences.models import next_number
from needs.act_subjects import CLUES, QUESTIONS
from needs.causes import Category, Channel, Urgency
from needs.models import Clue, ClueQuestion, Evidence
from needs.models.clue import OralConsent
from needs.models.evidence import EvidenceKind
from needs.services.contact import phone_and_index
from needs.services.duplicates import find_duplicates
from needs.services.guards import require_for_clue, require_reason, sent_before
from needs.services.places import township_of
from organisations.models import User
from organisations.permissions import Permission as P
from policy.clocks import Clock
from policy.selectors import due

LONGEST_WORDS = 2000
MOST_PHOTOS = 3


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
        contact_due_at=due(Clock.CLUE_ACKNOWLEDGE, Urgency.RED if life_danger else "", at, county),
    )
    clue.reporter_phone, clue.reporter_phone_index = phone_and_index(reporter_phone)
    clue.household_phone, clue.household_phone_index = phone_and_index(household_phone)
    with (doing := act(CLUES, clue, "report", by=by, at=at, channel=channel.value, life_danger=life_danger)) as clue:
        day = localdate(at)
        clue.number = f"X{county.prefix}{day:%y%m%d}{next_number(f'clue/{county.prefix}/{day}'):04d}"
        doing.write()
        for photo in photos:
            stored = photo if isinstance(photo, PrivateFile) else store(photo, EvidenceKind.PHOTO, by, at)
            Evidence.objects.create(clue=clue, kind=EvidenceKind.PHOTO, file=stored, added_by=by, added_at=at)
        find_duplicates(clue=clue, at=at)
    return clue


def take_clue(*, clue: Clue, by: User, at: datetime) -> Clue:
    """First contact 首问负责: from now on this person answers for it."""
    with (doing := act(CLUES, clue, "take", by=by, at=at)) as clue:
        if doing.again and clue.owner_id != by.pk:
            raise Refusal(_("这条线索已由%(name)s接手。") % {"name": present(clue.owner).display_name})
        if not doing.again:
            clue.owner, clue.owned_at = by, at
    return clue


def hand_over_clue(*, clue: Clue, to: User, by: User, at: datetime) -> Clue:
    """A colleague of the same area takes over; until then it stays with the one who was asked first."""
    with act(CLUES, clue, "hand_over", by=by, at=at, to=str(to.pk)) as clue:
        require_for_clue(to, clue, P.TAKE_CLUE)
        clue.owner, clue.owned_at = to, at
    return clue


def return_clue(*, clue: Clue, reason: str, by: User, at: datetime) -> Clue:
    """Not a hardship we can act on; the reporter reads why and which way is open."""
    with act(CLUES, clue, "return", by=by, at=at) as clue:
        clue.closed_reason = require_reason(reason)
    return clue


def escalate_clue(*, clue: Clue, reason: str, by: User, at: datetime) -> Clue:
    """转紧急: red from now on, first contact within 30 minutes."""
    with act(CLUES, clue, "escalate", by=by, at=at) as clue:
        require_reason(reason)
        clue.urgency = Urgency.RED
        clue.contact_due_at = max(
            clue.received_at, min(clue.contact_due_at, due(Clock.CLUE_ACKNOWLEDGE, Urgency.RED, at, clue.county_id))
        )
    return clue


def ask_reporter(*, clue: Clue, question: str, by: User, at: datetime, token: UUID | None = None) -> ClueQuestion:
    """One question back to the reporter; the same token is the same question."""
    with (doing := act(CLUES, clue, "ask", by=by, at=at)) as clue:
        if existing := sent_before(ClueQuestion, token, clue=clue):
            return doing.repeated(existing)
        question = question.strip()
        if not question:
            raise Refusal(_("请写下要问的问题。"), field="question")
        if clue.reporter_id is None:
            raise Refusal(_("上报人没有账号，请打电话询问。"), field="question")
        asked = ClueQuestion.objects.create(
            pk=token or uuid4(), clue=clue, question=question[:400], asked_by=by, asked_at=at
        )
        doing.about(QUESTIONS, asked)
    return asked


def answer_question(*, question: ClueQuestion, answer: str, by: User, at: datetime) -> ClueQuestion:
    """The reporter's one answer; only theirs."""
    with act(QUESTIONS, question, "answer", by=by, at=at) as question:
        if question.answered_at:
            raise Refusal(_("这个问题已经回答过了。"))
        if not answer.strip():
            raise Refusal(_("请写下您的回答。"), field="answer")
        question.answer, question.answered_at = answer.strip()[:1000], at
    return question
