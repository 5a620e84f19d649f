"""A finding, as acts are done to it: by the analysts of its area, but never one about complaints against themselves."""

from casework.early_warning.access import findings_for
from casework.early_warning.models import Finding
from casework.early_warning.states import FINDING, FindingState
from common.acts.subjects import Facts, Subject


def county_of(finding: Finding) -> str | None:
    """Nobody's county while it is new. Findings drawn from complaints never leave a trace in a county's log, where those
    they are about may read."""
    return None if finding.kind == "complaints" or finding.state == FindingState.NEW else finding.county_id


FINDINGS = Subject(
    FINDING,
    Finding,
    facts=lambda finding: Facts(county=county_of(finding), data={"number": finding.number}),
    ids=lambda finding: {"finding_id": finding.pk},
    key="finding:{row.pk}:{done}",
    may=lambda user, finding, _permission: findings_for(user).filter(pk=finding.pk).exists(),
)
