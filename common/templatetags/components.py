"""The component tags. All are builtins: templates use them without `{% load %}`. See docs/how-to/components.md."""

from django import template

from common.components import errors, fields, marks

register = template.Library()

register.simple_tag(marks.icon)
register.simple_tag(errors.title_prefix, takes_context=True)
register.inclusion_tag("components/field.html")(fields.field)
register.inclusion_tag("components/error_summary.html")(errors.error_summary)
