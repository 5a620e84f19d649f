"""Filters of the partners' pages."""

from django import template

from partners.summaries.words import local_name

register = template.Library()
register.filter("local_name", local_name)
