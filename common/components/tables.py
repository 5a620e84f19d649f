"""Tables by columns: the heading of a column, its cells and its kind are written once, together.

    {% table cases as case caption=_("个案") %}
      {% column _("编号") head=True %}<a href="…">{{ case.number }}</a>{% endcolumn %}
      {% column _("金额（元）") num=True %}{{ case.amount_fen|amount }}{% endcolumn %}
      {% column _("操作") action=True %}…{% endcolumn %}
    {% endtable %}

`{% table rows as one %}` takes several names for rows that are pairs: `as case, action`. Its options: `caption` (spoken,
and shown with `show_caption=True`), `wide=True` for a table that scrolls sideways on phones; without it a phone shows
each row as a list with the headings as labels.

A column: `head=True` names the row; `num=True` is right-aligned; `number=True` is an identifier in even figures;
`nowrap=True` stays on one line; `action=True` holds buttons, its heading is only spoken; `show=` and `hide=` say whether it is there at all. What stands after
`{% foot %}` is the table's foot.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import template
from django.template import Context, Node, NodeList, TemplateSyntaxError, loader
from django.template.base import FilterExpression, Parser, Token, token_kwargs
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

TABLE_OPTIONS = {"caption", "show_caption", "wide"}
COLUMN_OPTIONS = {"head", "num", "number", "nowrap", "action", "show", "hide"}


@dataclass(frozen=True)
class Column:
    """What a column's heading is, what its cells are drawn from, and its options of this table."""

    label: str
    body: NodeList
    options: dict[str, Any]

    @property
    def css(self) -> str:
        names = [name for name in ("num", "number", "nowrap") if self.options.get(name)]
        return " ".join(names)

    def heading(self) -> SafeString:
        label = conditional_escape(self.label)
        if self.options.get("action"):
            label = format_html('<span class="visually-hidden">{}</span>', label)
        return format_html('<th scope="col"{}>{}</th>', _class("num" if self.options.get("num") else ""), label)

    def cell(self, context: Context) -> SafeString:
        content = mark_safe(self.body.render(context).strip())  # noqa: S308 – rendered by the template, escaped there
        if self.options.get("head"):
            return format_html('<th scope="row"{}>{}</th>', _class(self.css), content)
        label = "" if self.options.get("action") else format_html(' data-label="{}"', self.label)
        return format_html("<td{}{}>{}</td>", _class(self.css), label, content)


class ColumnNode(Node):
    child_nodelists = ("body",)

    def __init__(self, label: FilterExpression, options: dict[str, FilterExpression], body: NodeList) -> None:
        self.label, self.options, self.body = label, options, body

    def column(self, context: Context) -> Column | None:
        options = {name: value.resolve(context) for name, value in self.options.items()}
        if not options.get("show", True) or options.get("hide"):
            return None
        return Column(str(self.label.resolve(context)), self.body, options)

    def render(self, context: Context) -> str:
        raise TemplateSyntaxError("A column stands inside a table.")


class FootNode(Node):
    child_nodelists = ("body",)

    def __init__(self, body: NodeList) -> None:
        self.body = body


class TableNode(Node):
    child_nodelists = ("inside",)

    def __init__(
        self, rows: FilterExpression, names: list[str], options: dict[str, FilterExpression], inside: NodeList
    ) -> None:
        self.rows, self.names, self.options, self.inside = rows, names, options, inside
        self.foot = next((node for node in inside.get_nodes_by_type(FootNode) if isinstance(node, FootNode)), None)

    def render(self, context: Context) -> str:
        options = {name: value.resolve(context) for name, value in self.options.items()}
        nodes = [node for node in self.inside if isinstance(node, ColumnNode)]
        columns = [column for node in nodes if (column := node.column(context))]
        drawn = {
            "caption": options.get("caption", ""),
            "hide_caption": not options.get("show_caption"),
            "stack": not options.get("wide"),
            "content": mark_safe(  # noqa: S308 – every part was escaped above
                f"<thead><tr>{''.join(column.heading() for column in columns)}</tr></thead>"
                f"<tbody>{''.join(self._rows(context, columns))}</tbody>"
                f"{f'<tfoot>{self.foot.body.render(context)}</tfoot>' if self.foot else ''}"
            ),
        }
        return loader.render_to_string("components/datatable.html", drawn)

    def _rows(self, context: Context, columns: list[Column]) -> Iterable[str]:
        for number, row in enumerate(self.rows.resolve(context) or (), start=1):
            with context.push(**self._named(row), row_number=number):
                yield f"<tr>{''.join(column.cell(context) for column in columns)}</tr>"

    def _named(self, row: Any) -> dict[str, Any]:
        if len(self.names) == 1:
            return {self.names[0]: row}
        return dict(zip(self.names, row, strict=True))


def table(parser: Parser, token: Token) -> TableNode:
    """`{% table rows as one caption=… %}`; see the module."""
    bits = token.split_contents()[1:]
    if len(bits) < 3 or bits[1] != "as":
        raise TemplateSyntaxError("Write {% table rows as one %}.")
    rows, bits = parser.compile_filter(bits[0]), bits[2:]
    names = []
    while bits and "=" not in bits[0]:
        names += [name for name in bits.pop(0).split(",") if name]
    options = _options(bits, parser, TABLE_OPTIONS)
    inside = parser.parse(("endtable",))
    parser.delete_first_token()
    for node in inside:
        if isinstance(node, template.base.TextNode) and node.s.strip():
            raise TemplateSyntaxError(f"Only columns stand inside a table, not “{node.s.strip()[:40]}”.")
    return TableNode(rows, names, options, inside)


def column(parser: Parser, token: Token) -> ColumnNode:
    """`{% column _("编号") head=True %}…{% endcolumn %}`."""
    _tag, label, *bits = token.split_contents()
    options = _options(bits, parser, COLUMN_OPTIONS)
    body = parser.parse(("endcolumn",))
    parser.delete_first_token()
    return ColumnNode(parser.compile_filter(label), options, body)


def foot(parser: Parser, _token: Token) -> FootNode:
    """`{% foot %}<tr>…</tr>{% endfoot %}`: sums below a table's rows."""
    body = parser.parse(("endfoot",))
    parser.delete_first_token()
    return FootNode(body)


def register_on(register: template.Library) -> None:
    for tag in (table, column, foot):
        register.tag(tag.__name__, tag)


def _options(bits: list[str], parser: Parser, known: set[str]) -> dict[str, FilterExpression]:
    options = token_kwargs(bits, parser)
    if bits or set(options) - known:
        raise TemplateSyntaxError(f"Not an option here: {', '.join([*bits, *sorted(set(options) - known)])}")
    return options


def _class(names: str) -> SafeString:
    return format_html(' class="{}"', names) if names else mark_safe("")
