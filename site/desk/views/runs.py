"""Runs of the optimiser: what was proved, and the means to prove it again. A run that is not proved is not shown."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.attempts import attempt_plain
from common.csv_export import csv_response
from desk import run_page
from desk.frame import page
from desk.views.door import staff_with
from matching.access import runs_for_officer
from matching.measures import CASH
from matching.models import Run
from matching.runs.records.archive import NotProved, checked
from matching.runs.records.models import NetworkRecord
from matching.runs.records.proof_words import proof_words
from matching.runs.records.services import verify_run
from organisations import access
from organisations.permissions import Permission as P
from workspace.door import SignedIn
from workspace.paging import paged

ARCHIVES = {"problem", "plan"}


officers = staff_with(P.RUN_MATCHING, P.APPROVE_MATCH)  # those who run the matching or approve its proposals


def _run(request: SignedIn, number: str) -> Run:
    return get_object_or_404(runs_for_officer(request.user), number=number)


@officers
def index(request: SignedIn):
    runs = paged(request, runs_for_officer(request.user))
    return page(request, "runs.html", {"runs": runs})


@officers
def run(request: SignedIn, number: str):
    this = _run(request, number)
    try:
        records = checked(this)
    except NotProved as refusal:
        return page(request, "run_refused.html", {"number": this.number, "refusal": refusal}, status=409)
    record = _chosen(request, records)
    moved = paged(request, run_page.all_changes(record), name="changes")
    changes = {"moved": moved, "changes": run_page.changes_of(record, moved)}
    return page(request, "run.html", {**run_page.context(this, records, record), **changes})


def _chosen(request: SignedIn, records: list[NetworkRecord]) -> NetworkRecord:
    """One network at a time, named in the address; money unless another is asked for."""
    wanted = request.GET.get("of", CASH.key)
    found = next((one for one in records if one.network == wanted), None)
    if found is None:
        raise Http404
    return found


@officers
@require_POST
def verify(request: SignedIn, number: str):
    this = _run(request, number)
    access.require(request.user, P.RUN_MATCHING)
    proved: list[NetworkRecord] = []
    if attempt_plain(request, lambda: proved.extend(verify_run(run=this, by=request.user, at=timezone.now()))):
        told = _("已用独立核验程序重新核验：分配可行；%(proof)s。") % {"proof": proof_words(proved)}
        messages.success(request, told)
    return redirect("desk:run", number)


@officers
def export(request: SignedIn, number: str):
    this = _run(request, number)
    return csv_response(this.number, *run_page.export_rows(this, checked_or_404(this)))


@officers
def archive(request: SignedIn, number: str, what: str):
    """PROBLEM.npz or PLAN.npz of one network as it was solved: ids are ranks, so it names nobody."""
    this = _run(request, number)
    record = _chosen(request, checked_or_404(this))
    if what not in ARCHIVES or not record.problem:
        raise Http404
    data = getattr(record, what)
    response = HttpResponse(bytes(data), content_type="application/octet-stream")
    response["Content-Disposition"] = (
        f'attachment; filename="{this.number}-{record.network.replace(":", "-")}-{what.upper()}.npz"'
    )
    return response


def checked_or_404(this: Run) -> list[NetworkRecord]:
    try:
        return checked(this)
    except NotProved as refusal:
        raise Http404 from refusal
