"""Everything that the page of one clue shows, and the small forms beside it: ask, escalate, hand over, return."""

from dataclasses import dataclass

from django.forms import Form
from django.utils.translation import gettext_lazy as _

from desk.forms.clues import CaseForm, HandOverForm, QuestionForm, ReasonForm
from desk.forms.reveal import RevealForm
from needs.models import Clue
from organisations import access
from organisations.models import User
from organisations.permissions import Permission as P
from privacy.purposes import Purpose
from privacy.responses import TOO_MANY, shown
from privacy.services import Disclosed, may_disclose
from workspace.door import SignedIn
from workspace.sections import Text

FIELDS = "household_name household_phone reporter_name reporter_phone words closed_reason question answer"


@dataclass(frozen=True)
class Act:
    """One fold of the clue page: its summary, its form, the words and look of its button."""

    verb: str
    label: Text
    form: Form
    button: Text
    variant: str = "secondary"


def read(request: SignedIn, clue: Clue, *, reason: str = "") -> list[Disclosed]:
    """The clue, then its questions: as the page of somebody's work, or with a reason. Raises as `disclose_rows` does."""
    purpose = Purpose.REVEAL if reason else Purpose.WORK
    return shown(request, clue, [clue, *clue.questions.all()], FIELDS, purpose=purpose, reason=reason)


def context(
    request: SignedIn, clue: Clue, *, opened: list[Disclosed] | None = None, form=None, acts=None, reveal=None
) -> dict:
    """`opened`: what the person has just asked for with a reason; `form`, `acts`, `reveal` carry what was typed."""
    user = request.user
    acts = acts or acts_for(clue, user)
    one, *questions = opened or read(request, clue)
    return {
        "clue": one,
        "reporter": _reporter(one),
        "form": form or CaseForm(initial=CaseForm.initial_from(one)),
        "acts": acts.values(),
        "failed": next((act.form for act in acts.values() if act.form.errors), None),
        "findings": clue.duplicate_findings.filter(decision="").select_related("case"),
        "questions": questions,
        "photos": clue.evidence.select_related("file"),
        "mine": clue.owner_id == user.pk,
        "revealed": bool(opened),
        "reveal_form": reveal or RevealForm(),
        "may_reveal": may_disclose(subject=clue, viewer=user, purpose=Purpose.REVEAL, field="clue.reporter_phone"),
    }


def status_of(context: dict) -> int:
    """429 where the page had to keep masked what this person may otherwise read."""
    return TOO_MANY if context["clue"].withheld else 200


def _reporter(clue: Disclosed):
    """Staff report under their own name; a neighbour is known by what they left with the report."""
    user = clue.reporter
    if user is not None and user.memberships.exists():
        return user.display_name
    return clue.reporter_name or (user.display_name if user and "reporter_name" in clue.opened_fields else "")


def acts_for(clue, user: User, verb: str = "", data=None) -> dict[str, Act]:
    """The folds by verb; the one that was sent carries what was typed."""

    def filled(one: str, form: type[Form], **fields) -> Form:
        return form(data if one == verb else None, auto_id=f"id_{one}_%s", **fields)

    acts = [
        Act("ask", _("问上报人一个问题"), filled("ask", QuestionForm), _("发出问题")),
        Act("escalate", _("转紧急"), filled("escalate", ReasonForm), _("转紧急"), "danger"),
        Act("hand-over", _("移交同事"), filled("hand-over", HandOverForm, colleagues=colleagues(user)), _("移交")),
        Act(
            "return",
            _("退回"),
            filled("return", ReasonForm, label=_("理由，以及可以走的其他途径")),
            _("退回"),
            "danger",
        ),
    ]
    return {act.verb: act for act in acts}


def colleagues(user: User):
    """People of the same offices, to whom the clue may be handed."""
    offices = access.organisations_with(user, P.TAKE_CLUE)
    return (
        User.objects.filter(memberships__organisation__in=offices, memberships__ended_at__isnull=True, is_active=True)
        .exclude(pk=user.pk)
        .distinct()
        .order_by("display_name")
    )
