"""Writing the public text 公开文字: its own words, read by the gate, handed to a second officer."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from common.acts.doing import act
from common.errors import Refusal
from common.sealed import SealedText
from needs.causes import CATEGORY_OF, NEVER_PUBLISHED, Cause
from needs.models import Case
from needs.services.guards import locked_case, require_reason
from organisations.models import User
from privacy.internal import unseal
from privacy.purposes import Internal
from publication.act_subjects import CASE_TEXTS, PUBLIC_NEEDS
from publication.anonymise.gate import GateResult, check
from publication.models import PublicNeed


class Blocked(Refusal):
    """The gate found something that could tell who they are; `result` has the places."""

    def __init__(self, result: GateResult) -> None:
        super().__init__(_("公开文字里有可能认出当事人的内容，已标出，请修改后再提交。"), field="story")
        self.result = result


class MayNotPublish(Refusal):
    def __init__(self) -> None:
        super().__init__(_("这类情况从不公开，请走保护或直接对接的途径。"))


def known_secrets(case: Case) -> dict[str, list[str]]:
    """Everything in this case's file that a public text must not contain, in whatever spelling."""
    people = list(case.household.people.all())
    clues = list(case.clues.all())
    home = case.household
    return {
        "names": _filled(
            [_known(person.name) for person in people],
            [_known(clue.household_name) for clue in clues],
            [_known(clue.reporter_name) for clue in clues],
        ),
        "ids": _filled([_known(person.id_no) for person in people]),
        "phones": _filled(
            [_known(person.phone) for person in people],
            [_known(clue.household_phone) for clue in clues],
            [_known(clue.reporter_phone) for clue in clues],
        ),
        "accounts": _filled([_known(person.bank_account) for person in people]),
        "places": _filled(
            [_known(home.village_name), _known(home.address)],
            [case.township.name if case.township else ""],
            [clue.region.name for clue in clues if clue.region.level > 3],
        ),
        "hospitals": _filled([_known(case.hospital)]),
        "schools": _filled([_known(case.school)]),
        "employers": _filled([_known(case.employer)]),
    }


def _known(value: SealedText) -> str:
    return unseal(value, purpose=Internal.KNOWN_VALUES)


def _filled(*lists: list[str]) -> list[str]:
    return sorted({text for one in lists for text in one if text})


def read_by_gate(case: Case, title: str, story: str) -> GateResult:
    """What the gate says about this text for this case; used by the page while somebody writes, and by `publish`."""
    return check(f"{title}\n{story}", known_secrets(case))


@transaction.atomic
def write_public_text(
    *,
    case: Case,
    title: str,
    story: str,
    deadline_on: date,
    by: User,
    at: datetime,
    age_band: str = "",
    household_band: str = "",
) -> PublicNeed:
    """Write or rewrite the public text. Saved with its findings shown; only submitting asks the gate to agree."""
    case = locked_case(case)
    words = {
        "title": title.strip(),
        "story": story.strip(),
        "deadline_on": deadline_on,
        "age_band": age_band,
        "household_band": household_band,
    }
    if case.public_need is None:
        need = _begin(case, words, by, at)
    else:
        with act(PUBLIC_NEEDS, case.public_need, "write", by=by, at=at) as need:
            _check_text(case, title, story, deadline_on, at)
            for name, value in words.items():
                setattr(need, name, value)
            need.author, need.updated_at = by, at
            need.approved_by = need.approved_at = None
            need.gate_version = need.gate_hash = ""
    need.save_revision(user=by)
    return need


def _begin(case: Case, words: dict[str, Any], by: User, at: datetime) -> PublicNeed:
    with (doing := act(CASE_TEXTS, case, "begin", by=by, at=at)) as case:
        _check_text(case, words["title"], words["story"], words["deadline_on"], at)
        need = PublicNeed.objects.create(
            live=False,
            author=by,
            created_at=at,
            updated_at=at,
            county=case.county,
            category=CATEGORY_OF[Cause(case.cause)],
            urgency=case.urgency,
            **words,
        )
        case.public_need = need
        doing.about(PUBLIC_NEEDS, need)
        doing.write()
    return need


def _check_text(case: Case, title: str, story: str, deadline_on: date, at: datetime) -> None:
    if Cause(case.cause) in NEVER_PUBLISHED or case.household.sensitive:
        raise MayNotPublish
    if not title.strip() or len(title.strip()) > 40:
        raise Refusal(_("标题请写 1 到 40 个字。"), field="title")
    if not story.strip() or len(story.strip()) > 200:
        raise Refusal(_("公开说明请写 1 到 200 个字。"), field="story")
    if deadline_on < localdate(at):
        raise Refusal(_("最晚需要日不能早于今天。"), field="deadline_on")


def submit_public_text(*, public_need: PublicNeed, by: User, at: datetime) -> PublicNeed:
    """Ask for approval. A text that the gate blocks does not get that far."""
    with (doing := act(PUBLIC_NEEDS, public_need, "submit", by=by, at=at)) as need:
        result = read_by_gate(doing.first, need.title, need.story)
        if result.blocked:
            raise Blocked(result)
        need.updated_at = at
    return need


def send_back_public_text(*, public_need: PublicNeed, reason: str, by: User, at: datetime) -> PublicNeed:
    """The approver asks for other words; the reason goes to the author."""
    with (doing := act(PUBLIC_NEEDS, public_need, "send_back", by=by, at=at)) as need:
        doing.data["reason"] = require_reason(reason)
        need.updated_at = at
    return need
