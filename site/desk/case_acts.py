"""Which acts a case page offers: what the person may do, and what the case's state allows."""

from django.utils.translation import gettext_lazy

from desk.forms.cases import ActForm
from needs.states import CASE
from organisations import access
from organisations.models import User
from organisations.permissions import Permission as P

# verb: (words, the permission it takes, the move of the life cycle that must be open)
VERBS = {
    "hand_over": (gettext_lazy("移交同事"), P.EDIT_CASE, None),
    "pause": (gettext_lazy("暂停对接"), P.EDIT_CASE, "pause"),
    "resume": (gettext_lazy("恢复对接"), P.EDIT_CASE, "resume"),
    "send_back": (gettext_lazy("退回核实"), P.APPROVE_PUBLIC_TEXT, "send_back"),
    "take_down": (gettext_lazy("撤下公开页面"), P.RECORD_CONSENT, None),
    "return": (gettext_lazy("退回，不予救助"), P.EDIT_CASE, "return"),
    "withdraw": (gettext_lazy("家庭撤回求助"), P.EDIT_CASE, "withdraw"),
    "to_government": (gettext_lazy("转政府救助"), P.EDIT_CASE, "to_government"),
    "merge": (gettext_lazy("并入另一个个案"), P.DECIDE_DUPLICATE, "merge"),
}


def form_for(case, user: User, data=None) -> ActForm | None:
    """The form with the verbs that this person may use on this case now; None when there is none."""
    verbs = [
        (verb, words)
        for verb, (words, permission, move) in VERBS.items()
        if access.has_permission(user, permission)
        and not case.closed_at
        and (move is None or CASE.allows(case.state, move))
        and (verb != "take_down" or (case.public_need_id and case.public_need.live))
    ]
    return ActForm(data, verbs=verbs, colleagues=_colleagues(case, user)) if verbs else None


def _colleagues(case, user: User):
    """People of the same office who see this case."""
    offices = access.organisations_with(user, P.EDIT_CASE)
    return (
        User.objects.filter(memberships__organisation__in=offices, memberships__ended_at__isnull=True, is_active=True)
        .exclude(pk=user.pk)
        .distinct()
        .order_by("display_name")
    )
