"""The verbs of publication. Each is one function; this page is their index."""

from publication.services.public_text import send_back_public_text, submit_public_text, write_public_text
from publication.services.publication import open_unpublished, publish
from publication.services.taking_down import close_public_need, expire_public_needs, withdraw_public_need

__all__ = [
    "close_public_need",
    "expire_public_needs",
    "open_unpublished",
    "publish",
    "send_back_public_text",
    "submit_public_text",
    "withdraw_public_need",
    "write_public_text",
]
