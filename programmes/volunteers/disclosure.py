from privacy.subjects import About, about
from programmes.volunteers.models import Volunteer


@about("volunteers.Volunteer")
def of_volunteer(volunteer: Volunteer) -> About:
    body = volunteer.organisation_id
    return About(organisations=frozenset({body}), organisation_id=body)
