"""The family's own objection, on the page that shows where its report stands: no account, but the code that was sent.

The form carries a signed note of the report for a quarter of an hour; nothing about it stands in an address.
"""

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from common.attempts import attempt
from matching.decisions.objections import services
from matching.decisions.objections.models import Objection
from needs.models import Clue
from portal import progress
from portal.forms.progress import ObjectionForm
from privacy.policy import Ground
from privacy.purposes import Purpose
from privacy.responses import shown

SIGNER = TimestampSigner(salt="portal.objection")
MINUTES_15 = 900


def part_of(request: HttpRequest, clue: Clue) -> dict:
    """What the standing page shows of it; only who reported for their own household has this right here."""
    case = progress.own_case(clue)
    if case is None:
        return {}
    rows = Objection.objects.filter(case=case).order_by("raised_at")
    said = shown(request, case, rows, "words answer", purpose=Purpose.OWN, ground=Ground.CODE)
    return {"objection_form": ObjectionForm(initial={"note": SIGNER.sign(str(clue.pk))}), "objections": said}


@never_cache
@require_POST
def raise_it(request: HttpRequest) -> HttpResponse:
    form = ObjectionForm(request.POST)
    clue = _clue(request.POST.get("note", ""))
    case = progress.own_case(clue) if clue else None
    if clue is None or case is None:
        return redirect("portal:progress")
    done = attempt(
        request,
        form,
        lambda data: services.raise_objection(
            case=case, kind=data["kind"], words=data["words"], by=None, at=timezone.now()
        ),
    )
    part = part_of(request, clue) if done else {**part_of(request, clue), "objection_form": form}
    context = {"clue": clue, "standing": progress.standing(clue), "objected": done, **part}
    return render(request, "portal/progress/standing.html", context, status=200 if done else 422)


def _clue(note: str) -> Clue | None:
    try:
        pk = SIGNER.unsign(note, max_age=MINUTES_15)
    except BadSignature:
        return None
    return Clue.objects.filter(pk=pk).select_related("case").first()
