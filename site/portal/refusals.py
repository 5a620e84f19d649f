"""Refusals of the services as errors of a form, with the way out where there is one."""

from dataclasses import dataclass

from django.forms import Form

from common.errors import Refusal
from donations.services import AboveGap


@dataclass(frozen=True, slots=True)
class Offer:
    """What may be given instead: the gap as it is now (0: nothing), or the programme."""

    gap_fen: int


def show(form: Form, refusal: Refusal) -> Offer | None:
    """The sentence at its field, or on top of the form when the field is on another page."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return Offer(refusal.gap_fen) if isinstance(refusal, AboveGap) else None
