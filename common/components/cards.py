"""Cards of the two things the public chooses between, and the panel that says who receives the money."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import get_language

from common.links import address_of, for_visitor


def need_card(need: Any, url: str = "", level: int = 3, badge: bool = True) -> dict[str, Any]:
    """One public need. `need` is a `PublicNeed`, or a dict with the same names; `url` defaults to its public page.

    A dict may add `excerpt` (where search words were found) and `goods` (what is missing in kind).
    """
    get = _reader(need)
    label = get("get_category_display") or get("category_label") or get("category")
    return {
        "need": need,
        "title": get("title"),
        "url": url or get("url") or address_of(for_visitor("need", get("slug"))),
        "icon": get("icon") or "circle-help",
        "category": label() if callable(label) else label,
        "county": get("county_label") or _place(get("county")),
        "household": _display(get, "household_band"),
        "age": _display(get, "age_band"),
        "deadline_on": get("deadline_on"),
        "updated_at": get("updated_at"),
        "state": str(get("state") or "published"),
        "gift_count": get("gift_count"),
        "need_fen": get("need_fen"),
        "excerpt": get("excerpt"),
        "goods": get("goods"),
        "level": level,
        "badge": badge,
    }


def programme_card(programme: Any, url: str = "", level: int = 3) -> dict[str, Any]:
    """One programme: whose it is, whom it helps, how much at most, how many open needs."""
    get = _reader(programme)
    charity = get("charity")
    return {
        "programme": programme,
        "title": get("title") or get("name"),
        "url": url or get("url") or address_of(for_visitor("programme", get("slug"))),
        "charity": get("charity_label") or charity,
        "purpose": get("purpose_text") or get("purpose"),
        "cap_fen": get("cap_fen"),
        "filing_no": get("filing_no"),
        "filed_to": get("filed_to"),
        "last_report_on": get("last_report_on"),
        "open_needs": get("open_needs"),
        "helped": get("helped"),
        "level": level,
    }


def payee_panel(payee: Any, heading: str = "") -> dict[str, Any]:
    """Who receives the money: shown in full before any pay button, never behind a link.

    `payee` has any of: name, uscc, certificate_no, certificate_to, programme, filing_no, filed_to, founded_on,
    last_report_on, surplus, refund, receipt, phone; what is missing is left out, except name and code.
    """
    return {"payee": payee, "heading": heading}


def _reader(thing: Any) -> Callable[[str], Any]:
    if isinstance(thing, dict):
        return thing.get
    return lambda name: getattr(thing, name, None)


def _display(get: Any, name: str) -> str:
    method = get(f"get_{name}_display")
    return method() if callable(method) else get(name) or ""


def _place(region: Any) -> str:
    english = getattr(region, "name_en", "") if (get_language() or "").startswith("en") else ""
    return english or getattr(region, "name", None) or (str(region) if region else "")
