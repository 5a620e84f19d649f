"""Phone numbers of reporters and households: one index for both, since a neighbour may be somebody's household."""

from common.crypto import blind_index
from common.ids import normalise_phone

PHONE = "needs.phone"


def phone_and_index(text: str) -> tuple[str, str]:
    """What is stored and what it is found by; an empty number has neither."""
    if not text.strip():
        return "", ""
    phone = normalise_phone(text)
    return phone, blind_index(phone, PHONE)
