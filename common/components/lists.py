"""Lists and tables that are given as data."""

from typing import Any

from django.http import QueryDict
from django.template import Context

AROUND = 1  # page numbers shown on each side of the current one


def check_answers(rows: list[dict[str, Any]], heading: str = "", level: int = 2) -> dict[str, Any]:
    """Rows of `label`, `value` (or `lines`, a list), and `url` of the page where it can be changed."""
    return {"rows": rows, "heading": heading, "level": level}


def task_list(tasks: list[dict[str, Any]]) -> dict[str, Any]:
    """Tasks of `label`, `url`, `state` (done, doing, todo, blocked) and `hint`; a blocked task is no link."""
    return {"tasks": tasks, "done": sum(task.get("state") == "done" for task in tasks)}


def step_caption(step: int, steps: int) -> dict[str, Any]:
    """第 2 步，共 4 步; the page's heading stands below it."""
    return {"step": step, "steps": steps, "panes": [number <= step for number in range(1, steps + 1)]}


def timeline(entries: list[Any]) -> dict[str, Any]:
    """Entries of `when`, `text`, and optionally `detail`, `amount_fen`, `now` (where things stand)."""
    return {"entries": entries}


def pagination(context: Context, page: Any) -> dict[str, Any]:
    """`{% pagination page %}`: a page object. All other parameters of the URL stay; a page that names its parameter (a
    second list) leads back to its own section."""
    request, name = context.get("request"), getattr(page, "name", "page")
    query = request.GET.copy() if request else QueryDict(mutable=True)
    query.pop(name, None)
    base = f"?{query.urlencode()}&{name}=" if query else f"?{name}="
    place = "" if name == "page" else f"#{name}"
    return {"page": page, "links": _links(page, base, place), "base": base, "place": place}


def _links(page: Any, base: str, place: str) -> list[dict[str, Any]]:
    last, here = page.paginator.num_pages, page.number
    shown = sorted({1, last, *range(max(1, here - AROUND), min(last, here + AROUND) + 1)})
    links: list[dict[str, Any]] = []
    for before, number in zip([0, *shown], shown, strict=False):
        if number - before > 1:
            links.append({"gap": True})
        links.append({"number": number, "url": f"{base}{number}{place}", "current": number == here})
    return links


def comparison_table(table: dict[str, Any]) -> dict[str, Any]:
    """Conditions down, sources across.

    `{"caption", "corner", "columns": [{"title", "note", "recommended"}], "rows": [{"label", "strong", "cells":
    [{"outcome": "pass" | "fail" | "unknown" | "", "fact", "clause"}]}]}`
    """
    columns = table["columns"]
    rows = [
        {
            **row,
            "cells": [
                {**_as_dict(cell), "pick": column.get("recommended")}
                for cell, column in zip(row["cells"], columns, strict=True)
            ],
        }
        for row in table["rows"]
    ]
    return {**table, "rows": rows}


def _as_dict(cell: Any) -> dict[str, Any]:
    if isinstance(cell, dict):
        return cell
    return {
        "outcome": str(getattr(cell, "outcome", "")),
        "fact": getattr(cell, "fact", cell),
        "clause": getattr(cell, "clause", ""),
    }


def record_diff(rows: list[dict[str, Any]], left: str, right: str, caption: str = "") -> dict[str, Any]:
    """Two records side by side: rows of `label`, `left`, `right`, `same`, and `signal` where a likeness was found."""
    rows = [{**row, "same": row.get("same", row["left"] == row["right"])} for row in rows]
    return {
        "rows": rows,
        "left": left,
        "right": right,
        "caption": caption,
        "different": sum(not row["same"] for row in rows),
    }


def filter_panel(
    facets: list[dict[str, Any]], keep: dict[str, str] | None = None, url: str = "", target: str = ""
) -> dict[str, Any]:
    """A GET form. Facets of `name`, `label`, `many`, `options: [{value, label, count, selected}]`.

    `keep` holds parameters that must survive (sort, q); `target` is the id of the results for htmx.
    """
    chosen = sum(bool(option.get("selected")) for facet in facets for option in facet["options"])
    return {"facets": facets, "keep": keep or {}, "url": url, "target": target, "chosen": chosen}


def chips(chips: list[dict[str, Any]], clear_url: str = "") -> dict[str, Any]:
    """What is filtered by: chips of `label` and the `url` without it."""
    return {"chips": chips, "clear_url": clear_url}


def document_row(document: Any) -> dict[str, Any]:
    """`name`, `kind`, `size`, `at`, `by`, `url` (absent: may not be opened), `note`. Put it inside `<ul class="documents">`."""
    return {"document": document}


def empty_state(title: str, text: str = "", url: str = "", label: str = "", icon: str = "inbox") -> dict[str, Any]:
    """Nothing here: why, and what to do next."""
    return {"title": title, "text": text, "url": url, "label": label, "icon": icon}


def print_header(context: Context, title: str, number: str = "") -> dict[str, Any]:
    """Only on paper: service, title, number, who printed it and when."""
    request = context.get("request")
    user = getattr(request, "user", None)
    return {
        "title": title,
        "number": number,
        "frame": context.get("frame"),
        "by": user if getattr(user, "is_authenticated", False) else None,
    }


def back_link(url: str, label: str = "") -> dict[str, Any]:
    return {"url": url, "label": label}


def breadcrumb(*parts: Any) -> dict[str, Any]:
    """`{% breadcrumb url1 label1 url2 label2 "此页" %}`: pairs, then the page itself."""
    pairs = [{"url": parts[index], "label": parts[index + 1]} for index in range(0, len(parts) - 1, 2)]
    return {"pairs": pairs, "here": parts[-1] if len(parts) % 2 else ""}
