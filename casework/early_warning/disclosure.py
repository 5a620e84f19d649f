from typing import Any

from privacy.subjects import About, about


@about("emerging.Finding")
def of_finding(finding: Any) -> About:
    return About(region=finding.county_id, county=finding.county_id)
