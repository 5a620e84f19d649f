"""Addresses of pages that other packages own, by URL name. A name that is not installed yields no link."""

from django.urls import NoReverseMatch, reverse


def optional(name: str, *args: str) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def give_url(programme, need=None) -> str:
    address = optional("portal:give", programme.slug)
    return f"{address}?need={need.slug}" if address and need else address
