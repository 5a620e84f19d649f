"""The detector runs; a named analyst judges. What was raised once is not raised again while nothing new came to it."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from casework.early_warning.act_subjects import FINDINGS
from casework.early_warning.models import Finding, Sweep
from casework.early_warning.registry import Sign, signs
from casework.early_warning.states import OPEN_STATES
from common.acts.doing import act
from common.audit.services import record
from common.errors import Refusal
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
    county, day = Region.objects.get(pk=sign.county), localdate(at)
    finding = Finding(
        number=f"Q{county.prefix}{day:%y%m%d}{next_number(f'finding/{county.prefix}/{day}'):03d}",
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
    with act(FINDINGS, finding, "find", by=None, at=at, count=finding.count) as finding:
        return finding


def look(*, finding: Finding, by: User, at: datetime) -> Finding:
    """Somebody begins to judge it."""
    with act(FINDINGS, finding, "look", by=by, at=at) as finding:
        finding.looked_by, finding.looked_at = by, at
    return finding


def report(*, finding: Finding, words: str, by: User, at: datetime) -> Finding:
    """Worth telling upwards: the judgement goes into the 专报 draft."""
    with act(FINDINGS, finding, "report", by=by, at=at) as finding:
        if not (words := words.strip()):
            raise Refusal(_("请写下研判意见。"), field="words")
        if len(words) > LONGEST_WORDS:
            raise Refusal(_("请控制在 1,000 字以内。"), field="words")
        if any(one.type not in HARMLESS for one in check(words).findings):
            raise Refusal(_("专报不写姓名、单位、详细地点、电话和证件号，请改写。"), field="words")
        finding.words, finding.closed_by, finding.closed_at = words, by, at
    return finding


def dismiss(*, finding: Finding, reason: str, by: User, at: datetime) -> Finding:
    """Nothing in it, with the reason; it is raised again only when something new comes to it."""
    with act(FINDINGS, finding, "dismiss", by=by, at=at) as finding:
        finding.words, finding.closed_by, finding.closed_at = require_reason(reason), by, at
    return finding
