"""A complaint as the subject of a disclosure: the office that deals with it, and who looks into it."""

from typing import Any

from casework.complaints.models import Complaint
from privacy.subjects import About, about, relation


@about("complaints.Complaint")
def of_complaint(complaint: Complaint) -> About:
    return About(region=complaint.office_id, county=complaint.county_id)


@relation("complaints.Complaint", "handler")
def looks_into_it(complaint: Complaint, viewer: Any) -> bool:
    return viewer is not None and complaint.handler_id == viewer.pk
