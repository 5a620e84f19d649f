from privacy.subjects import About, about
from volunteering.models import Assignment


@about("volunteering.Assignment")
def of_assignment(assignment: Assignment) -> About:
    body = assignment.organisation_id
    return About(
        organisations=frozenset({body}),
        case_id=assignment.case_id,
        county=assignment.county_id,
        organisation_id=body,
    )
