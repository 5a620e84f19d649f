"""How often somebody may try. Counted in the shared cache, so that every process sees the same count."""

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac


def within(name: str, who: str, most: int, seconds: int) -> bool:
    """True for the first `most` tries within the window. `who` may be personal: only its digest is kept.

    Each try takes one of `most` places; a place is taken by one request only, also when many come at once, which
    counting up by reading and writing would not ensure.
    """
    key = f"portal:{name}:{salted_hmac('portal.limits', who).hexdigest()[:32]}"
    return any(cache.add(f"{key}:{place}", 1, seconds) for place in range(most))


def address(request: HttpRequest) -> str:
    """The proxy in front of us sets it (docs/operations.md); a header that anybody can write is not read."""
    return request.META.get("REMOTE_ADDR", "")
