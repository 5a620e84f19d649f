"""Tables as files for a spreadsheet: UTF-8 with a mark that Excel knows, and no cell that it would run as a formula."""

import csv
from collections.abc import Iterable
from io import StringIO
from typing import Any

from django.http import HttpResponse

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cell(value: Any) -> str:
    """Text that begins like a formula gets an apostrophe, which spreadsheets hide; numbers stay numbers."""
    if isinstance(value, int):
        return str(value)
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def csv_response(name: str, head: Iterable[Any], rows: Iterable[Iterable[Any]]) -> HttpResponse:
    """An attachment `name`.csv; the name is ours, never what somebody typed."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow([cell(one) for one in head])
    writer.writerows([cell(one) for one in row] for row in rows)
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Cache-Control"] = "no-store"
    return response
