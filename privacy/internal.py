"""Opening a sealed value for our own code: by a declared purpose, shown to nobody."""

from common.sealed import SealedText, opened
from privacy.purposes import Internal


def unseal(value: SealedText | None, *, purpose: Internal) -> str:
    """The words; empty for a value that is not there. `purpose` is an entry of `purposes.INTERNAL`, which names the
    modules that may ask for it."""
    Internal(purpose)
    return opened(value) if value else ""
