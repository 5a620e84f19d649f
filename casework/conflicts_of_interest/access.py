"""Declarations are their declarer's own; an auditor sees all of them, and what was stopped."""

from django.db.models import QuerySet

from casework.conflicts_of_interest.models import Block, Declaration
from casework.conflicts_of_interest.selectors import blocks
from organisations import access
from organisations.models import User
from organisations.permissions import Permission as P


def declarations_for(user: User) -> QuerySet[Declaration]:
    return Declaration.objects.filter(declarer=user)


def declarations_for_audit(user: User) -> QuerySet[Declaration]:
    access.require(user, P.SEE_INTERESTS)
    return Declaration.objects.select_related("declarer")


def blocks_for_audit(user: User) -> QuerySet[Block]:
    access.require(user, P.SEE_INTERESTS)
    return blocks()
