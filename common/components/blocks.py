"""Tags that wrap what is written between them: `{% notice "caution" %}…{% endnotice %}`."""

from typing import Any

from django.template import Context, Library, loader
from django.utils.safestring import SafeString

from common.components import lists

NOTICE_ICONS = {
    "info": "info",
    "caution": "triangle-alert",
    "privacy": "lock",
    "success": "circle-check",
    "error": "circle-x",
}


def register_on(register: Library) -> None:
    for name, tag in (
        ("notice", notice),
        ("panel", panel),
        ("confirmation", confirmation),
        ("datatable", datatable),
        ("chart", chart),
        ("chart_twin", chart_twin),
        ("dialog", dialog),
        ("sticky_bar", sticky_bar),
    ):
        register.simple_block_tag(tag, name=name)
    register.simple_block_tag(section, name="section", takes_context=True)


def notice(content: str, kind: str = "info", title: str = "") -> SafeString:
    """info, caution, privacy, success, error."""
    return _draw("notice", content, kind=kind, icon=NOTICE_ICONS.get(kind, "info"), title=title)


def panel(content: str, title: str = "", level: int = 2, tone: str = "") -> SafeString:
    """White ground with a pine upper edge: the facts and the action beside a text. `tone`: "plain" has no edge."""
    return _draw("panel", content, title=title, level=level, tone=tone)


def confirmation(content: str, title: str, number: str = "", level: int = 1) -> SafeString:
    """The end of a submission: done, the number to keep, and below it what happens next."""
    return _draw("confirmation", content, title=title, number=number, level=level)


def datatable(content: str, caption: str = "", stack: bool = False, hide_caption: bool = False) -> SafeString:
    """Wraps `<thead>` and `<tbody>`. With `stack`, phones show each row as a list: give each `<td>` a `data-label`."""
    return _draw("datatable", content, caption=caption, stack=stack, hide_caption=hide_caption)


def chart(content: str, title: str, note: str = "") -> SafeString:
    """The frame of a chart: the question as title, and inside it the drawing and its `{% chart_twin %}`."""
    return _draw("chart", content, title=title, note=note)


def chart_twin(content: str) -> SafeString:
    """The same numbers as a table, for those who read, print or listen."""
    return _draw("chart_twin", content)


def dialog(content: str, id: str, title: str) -> SafeString:
    """Rare. Opened by `<button type="button" data-dialog="id">`; the page must work without it."""
    return _draw("dialog", content, id=id, title=title)


def sticky_bar(content: str, label: str = "") -> SafeString:
    """The page's one action, held at the bottom edge of phones."""
    return _draw("sticky_bar", content, label=label)


def section(
    context: Context,
    content: str,
    title: str,
    level: int = 2,
    count: int | str = "",
    url: str = "",
    link: str = "",
    page: Any = None,
) -> SafeString:
    """A part of the page under a hairline heading, with an optional count and a link at its end.

    With the `page` of a list inside it, the count is the whole number and the links to the other pages stand below.
    """
    whole, pages = count, None
    if page is not None:
        whole, pages = page.paginator.count, lists.pagination(context, page)
    return _draw("section", content, title=title, level=level, count=whole, url=url, link=link, pages=pages)


def _draw(name: str, content: str, **context: Any) -> SafeString:
    return loader.render_to_string(f"components/{name}.html", {"content": content, **context})
