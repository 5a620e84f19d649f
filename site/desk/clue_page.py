"""Everything that the page of one clue shows, and the small forms beside it: ask, escalate, hand over, return."""

from dataclasses import dataclass

from django.forms import Form
from django.utils.translation import gettext_lazy as _

from desk.forms.clues import CaseForm, HandOverForm, QuestionForm, ReasonForm
from organisations import access
from organisations.models import User
from organisations.permissions import Permission as P


@dataclass(frozen=True)
class Act:
    """One fold of the clue page: its summary, its form, the words and look of its button."""

    verb: str
    label: str
    form: Form
    button: str
    variant: str = "secondary"


def context(clue, user, *, form=None, acts: dict[str, Act] | None = None) -> dict:
    acts = acts or acts_for(clue, user)
    return {
        "clue": clue,
        "form": form or CaseForm(initial=CaseForm.initial_from(clue)),
        "acts": acts.values(),
        "failed": next((act.form for act in acts.values() if act.form.errors), None),
        "findings": clue.duplicate_findings.filter(decision="").select_related("case"),
        "questions": clue.questions.all(),
        "photos": clue.evidence.select_related("file"),
        "mine": clue.owner_id == user.pk,
    }


def acts_for(clue, user, verb: str = "", data=None) -> dict[str, Act]:
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


def colleagues(user):
    """People of the same offices, to whom the clue may be handed."""
    offices = access.organisations_with(user, P.TAKE_CLUE)
    return (
        User.objects.filter(memberships__organisation__in=offices, memberships__ended_at__isnull=True, is_active=True)
        .exclude(pk=user.pk)
        .distinct()
        .order_by("display_name")
    )
