"""Who has an interest in which household, found without showing anybody's number to anybody.

Two ways lead to a finding: a declared person's number or telephone equals a member's, or the user's own verified
telephone does. An ended declaration counts for another year, so that it cannot be taken back for one gift.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from casework.conflicts_of_interest.models import Block, Declaration
from common.presence import present
from needs.models import Household, Person
from organisations.accounts import phone_index
from organisations.models import User
from policy.clocks import Clock
from policy.selectors import due, since
from privacy.internal import unseal
from privacy.purposes import Internal


@dataclass(frozen=True)
class Interest:
    user_id: UUID
    since: datetime | None = None
    until: datetime | None = None

    def counts(self, at: datetime) -> bool:
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)


@dataclass(frozen=True)
class Interests:
    """`comparable` holds the households of which some number or telephone is known at all."""

    known: dict[UUID, list[Interest]] = field(default_factory=dict)
    comparable: frozenset[UUID] = frozenset()

    @classmethod
    def of(cls, households: Iterable[UUID]) -> Interests:
        """Three queries for any number of households; members' telephones are opened once."""
        people = list(
            Person.objects.filter(household__in=list(households)).only(
                "id", "household_id", "id_index", "phone", "phone_index"
            )
        )
        by_id: dict[str, set[UUID]] = {}
        by_phone: dict[str, set[UUID]] = {}
        by_account: dict[str, set[UUID]] = {}
        for person in people:
            if person.id_index:
                by_id.setdefault(person.id_index, set()).add(person.household_id)
            if person.phone_index:
                by_phone.setdefault(person.phone_index, set()).add(person.household_id)
                by_account.setdefault(_account_index(person), set()).add(person.household_id)
        known: dict[UUID, list[Interest]] = {}
        for one in Declaration.objects.filter(Q(id_index__in=by_id) | Q(phone_index__in=by_phone)):
            until = due(Clock.INTEREST_LASTS, "", one.ended_at) if one.ended_at else None
            for household in by_id.get(one.id_index, set()) | by_phone.get(one.phone_index, set()):
                known.setdefault(household, []).append(Interest(one.declarer_id, one.declared_at, until))
        own = User.objects.filter(phone_index__in=by_account, phone_verified=True)
        for user_id, index in own.values_list("pk", "phone_index"):
            for household in by_account[present(index)]:
                known.setdefault(household, []).append(Interest(user_id))
        comparable = frozenset(person.household_id for person in people if person.id_index or person.phone_index)
        return cls(known, comparable)

    def parties(self, household_id: UUID, at: datetime) -> set[UUID]:
        """The users who have an interest in this household now."""
        return {one.user_id for one in self.known.get(household_id, ()) if one.counts(at)}


def is_party(user: User, household: Household | UUID, at: datetime) -> bool:
    pk = household.pk if isinstance(household, Household) else household
    return user.pk in Interests.of([pk]).parties(pk, at)


def own_household(user: User, household_id: UUID) -> bool:
    """By the verified telephone alone: that says nothing to anybody who does not hold this telephone."""
    if not user.phone_index or not user.phone_verified:
        return False
    people = Person.objects.filter(household=household_id).exclude(phone_index="")
    return any(_account_index(one) == user.phone_index for one in people)


def _account_index(person: Person) -> str:
    """The digest under which an account with this telephone would be found: households and accounts have two keys."""
    return phone_index(unseal(person.phone, purpose=Internal.BLIND_COMPARISON))


def counting_declarations(users: Iterable[UUID], at: datetime) -> QuerySet[Declaration]:
    return Declaration.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gt=since(Clock.INTEREST_LASTS, "", at)),
        declarer__in=list(users),
        declared_at__lte=at,
    )


def declarations_of(user: User) -> QuerySet[Declaration]:
    """A person's own, live ones; nobody else's."""
    return Declaration.objects.filter(declarer=user, ended_at__isnull=True)


def blocks() -> QuerySet[Block]:
    return Block.objects.select_related("actor", "case")
