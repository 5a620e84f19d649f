"""The component tags. All are builtins: templates use them without `{% load %}`. See docs/how-to/components.md."""

from django import template

from common.components import blocks, cards, coverage, errors, fields, lists, marks, tables

register = template.Library()

for tag in (
    fields.field,
    errors.error_summary,
    coverage.coverage_bar,
    cards.need_card,
    cards.programme_card,
    cards.payee_panel,
    marks.tag,
    marks.button,
    marks.link_button,
    marks.deadline,
    marks.assignee,
    marks.figure,
    lists.check_answers,
    lists.task_list,
    lists.step_caption,
    lists.timeline,
    lists.comparison_table,
    lists.record_diff,
    lists.filter_panel,
    lists.chips,
    lists.document_row,
    lists.empty_state,
    lists.back_link,
    lists.breadcrumb,
):
    register.inclusion_tag(f"components/{tag.__name__}.html")(tag)

for tag in (lists.pagination, lists.print_header):
    register.inclusion_tag(f"components/{tag.__name__}.html", takes_context=True)(tag)


@register.inclusion_tag("components/badge.html")
def badge(text: str = "") -> dict[str, str]:
    """The mark of a need that two persons have checked."""
    return {"text": text}


register.simple_tag(marks.icon)
register.simple_tag(errors.form_has_errors, takes_context=True)
register.filter("han_lang", marks.han_lang)
blocks.register_on(register)
tables.register_on(register)
