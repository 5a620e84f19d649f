"""Lists in pages. No list of a workspace stops without saying so: it has pages, and the whole number stands beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

PER_PAGE = 30


def paged(
    request: HttpRequest, rows: QuerySet[Any] | Sequence[Any], *, per_page: int = PER_PAGE, name: str = "page"
) -> Page[Any]:
    """The page that the address asks for in its parameter `name`; a number that there is none of gives the nearest.

    A second list on the same page of the site takes another `name`, its links keep the first one where it is. `rows` must
    be in a total order, or a row could stand on two pages and another on none.
    """
    page = Paginator(rows, per_page).get_page(request.GET.get(name))
    page.name = name  # type: ignore[attr-defined]  # for the links of `{% pagination page %}`
    return page
