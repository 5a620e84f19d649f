"""A delivery's evidence belongs to the organisation that handed the help over."""

from matching.decisions.guards import deliverer_of
from matching.models import Delivery
from privacy.subjects import About, about


@about("matching.Delivery")
def of_delivery(delivery: Delivery) -> About:
    body = deliverer_of(delivery.match).pk
    return About(
        organisations=frozenset({body}),
        case_id=delivery.match.case_id,
        county=delivery.match.county_id,
        organisation_id=body,
    )
