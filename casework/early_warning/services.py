"""The detector runs; a named analyst judges. What was raised once is not raised again while nothing new came to it."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from casework.early_warning.access import findings_for
from casework.early_warning.models import Finding, Sweep
from casework.early_warning.registry import Sign, signs
from casework.early_warning.states import FINDING, OPEN_STATES
from common.audit.services import record
from common.errors import Refusal
from common.outbox.services import announce
from common.regions.models import Region
from common.sequences.models import next_number
from needs.services.guards import require_reason
from organisations import access
from organisations.models import User
from organisations.permissions import Permission as P
from publication.anonymise.gate import check

LONGEST_WORDS = 1000
HARMLESS = {"date", "age", "url"}  # of what the publish gate knows, this may stand in a report that leaves the office


@transaction.atomic
def sweep(*, at: datetime, by: User | None = None) -> list[Finding]:
    """Run all signals over the rows as they stand. `by`: the analyst who asked for it; None: the daily run."""
    if by is not None:
        access.require(by, P.ANALYSE_SIGNALS)
    found = [finding for kind, sign in signs(at) if (finding := _raise(kind, sign, at)) is not None]
    record(actor=by, verb="signals.swept", subject=None, data={"found": len(found)}, at=at)
    return found


@transaction.atomic
def sweep_daily(at: datetime) -> None:
    """Once a day, whichever process comes first."""
    day, created = Sweep.objects.get_or_create(day=localdate(at), defaults={"at": at})
    if created:
        day.found = len(sweep(at=at))
        day.save()


def _raise(kind: str, sign: Sign, at: datetime) -> Finding | None:
    """A new finding; None where an open one grows, or where everything was judged before."""
    key = f"{sign.county}|{sign.key}"[:140]
    earlier = list(Finding.objects.select_for_update().filter(kind=kind, key=key))
    known = {number for one in earlier for number in one.evidence}
    if set(sign.evidence) <= known:
        return None
    if standing := next((one for one in earlier if one.state in OPEN_STATES), None):
        standing.evidence = sorted({*standing.evidence, *sign.evidence})
        standing.count, standing.until, standing.facts = len(standing.evidence), sign.until, sign.facts
        standing.save()
        return None
    county = Region.objects.get(pk=sign.county)
    finding = Finding.objects.create(
        number=f"Q{county.prefix}{localdate(at):%y%m%d}{next_number(f'finding/{county.prefix}/{localdate(at)}'):03d}",
        kind=kind,
        key=key,
        county=county,
        township_id=sign.township,
        since=sign.since,
        until=sign.until,
        count=len(sign.evidence),
        evidence=list(sign.evidence),
        facts=sign.facts,
        found_at=at,
    )
    record(
        actor=None, verb="signal.found", subject=finding, data={"number": finding.number, "count": finding.count}, at=at
    )
    announce("signal.found", f"finding:{finding.pk}:found", finding_id=finding.pk)
    return finding


@transaction.atomic
def look(*, finding: Finding, by: User, at: datetime) -> Finding:
    """Somebody begins to judge it."""
    finding = _locked(finding, by)
    finding.state = FINDING.next(finding.state, "look")
    finding.looked_by, finding.looked_at = by, at
    finding.save()
    return _noted(finding, by, "signal.looked_at", at)


@transaction.atomic
def report(*, finding: Finding, words: str, by: User, at: datetime) -> Finding:
    """Worth telling upwards: the judgement goes into the 专报 draft."""
    finding = _locked(finding, by)
    state = FINDING.next(finding.state, "report")
    if not (words := words.strip()):
        raise Refusal(_("请写下研判意见。"), field="words")
    if len(words) > LONGEST_WORDS:
        raise Refusal(_("请控制在 1,000 字以内。"), field="words")
    if any(one.type not in HARMLESS for one in check(words).findings):
        raise Refusal(_("专报不写姓名、单位、详细地点、电话和证件号，请改写。"), field="words")
    finding.state, finding.words, finding.closed_by, finding.closed_at = state, words, by, at
    finding.save()
    return _noted(finding, by, "signal.reported", at)


@transaction.atomic
def dismiss(*, finding: Finding, reason: str, by: User, at: datetime) -> Finding:
    """Nothing in it, with the reason; it is raised again only when something new comes to it."""
    finding = _locked(finding, by)
    finding.words = require_reason(reason)
    finding.state = FINDING.next(finding.state, "dismiss")
    finding.closed_by, finding.closed_at = by, at
    finding.save()
    return _noted(finding, by, "signal.dismissed", at)


def _locked(finding: Finding, by: User) -> Finding:
    if not findings_for(by).filter(pk=finding.pk).exists():
        raise PermissionDenied
    return Finding.objects.select_for_update().get(pk=finding.pk)


def _noted(finding: Finding, by: User, verb: str, at: datetime) -> Finding:
    record(actor=by, verb=verb, subject=finding, county=_county(finding), data={"number": finding.number}, at=at)
    return finding


def _county(finding: Finding) -> str | None:
    """Findings drawn from complaints leave no trace in a county's log, where those they are about may read."""
    return None if finding.kind == "complaints" else finding.county_id
