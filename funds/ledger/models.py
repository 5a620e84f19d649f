"""The record of money that others hold: books, accounts, an append-only journal of transfers, and the freeze.

The rules live in the database (`migrations/0002_rules.py`): these classes are a window on it. Nothing here is saved or
deleted through the ORM except new transfers, by `journal.write`.
"""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from funds.ledger.routes import TWO_PEOPLE, AccountKind, Code, Kind

KEY_FORM = r"^[A-Za-z0-9_:./@-]+$"  # ids and fixed words: a key has no room for a person's name


#: Whose books hold the government's money. It never shares a book, nor an account, with charity money.
GOVERNMENT = ["civil_affairs", "township"]


class Book(models.Model):
    """One holder of money: a charity, an enterprise that pays directly, an office. No transfer crosses books.

    `holder_kind` is the holder's, held by a foreign key onto (id, kind): it says whether the book is the government's.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    holder = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="books")
    holder_kind = models.CharField(max_length=20)
    currency = models.CharField(max_length=3, default="CNY")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["holder", "currency"], name="ledger_book_one"),
            models.UniqueConstraint(fields=["id", "currency"], name="ledger_book_currency"),  # what accounts point at
        ]

    def __str__(self) -> str:
        return f"{self.holder_id} {self.currency}"


#: These can never be overdrawn. The others stand for the world outside, whose facts are recorded and not refused.
LIMITED_KINDS = [
    AccountKind.FUND,
    AccountKind.BUDGET,
    AccountKind.PAYABLE,
    AccountKind.RESERVE,
    AccountKind.GOV_RESERVE,
]
#: In the government's books only, and nothing else is in them (trigger `ledger_moved_by_journal`).
GOVERNMENT_KINDS = [AccountKind.GOV_RESERVE, AccountKind.TREASURY]


class Account(models.Model):
    """Four running sums in fen, moved by the database with each journal row and by nothing else.

    `key` says what the account stands for, in the form that `accounts.KEYS` gives its kind.
    """

    book = models.ForeignKey(Book, models.PROTECT, related_name="accounts", db_constraint=False)  # FK: in_book
    currency = models.CharField(max_length=3)
    kind = models.CharField(max_length=12, choices=AccountKind.choices)
    key = models.CharField(max_length=200)
    limited = models.BooleanField()
    debits_pending_fen = models.BigIntegerField(default=0)
    credits_pending_fen = models.BigIntegerField(default=0)
    debits_posted_fen = models.BigIntegerField(default=0)
    credits_posted_fen = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], name="ledger_account_one"),
            models.UniqueConstraint(fields=["id", "book", "currency"], name="ledger_account_book_currency"),
            models.CheckConstraint(
                name="ledger_account_no_overdraft",
                condition=Q(limited=False)
                | Q(credits_posted_fen__gte=F("debits_posted_fen") + F("debits_pending_fen")),
            ),
            models.CheckConstraint(
                name="ledger_account_sums_not_negative",
                condition=Q(
                    debits_pending_fen__gte=0,
                    credits_pending_fen__gte=0,
                    debits_posted_fen__gte=0,
                    credits_posted_fen__gte=0,
                ),
            ),
            models.CheckConstraint(name="ledger_account_kind", condition=Q(kind__in=AccountKind.values)),
            models.CheckConstraint(
                name="ledger_account_limited_by_kind",
                condition=Q(limited=True, kind__in=LIMITED_KINDS) | (Q(limited=False) & ~Q(kind__in=LIMITED_KINDS)),
            ),
            models.CheckConstraint(name="ledger_account_key_form", condition=Q(key__regex=KEY_FORM)),
        ]

    def __str__(self) -> str:
        return self.key


class Transfer(models.Model):
    """One immutable row of the journal, with a debit and a credit side; a correction is another row.

    `number` and `at` are given by the database under the accounts' locks, so that along one account both only rise.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    number = models.BigIntegerField(db_default=0, editable=False)
    at = models.DateTimeField(db_default=Now(), editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    code = models.CharField(max_length=20, choices=Code.choices)
    book = models.ForeignKey(Book, models.PROTECT, related_name="transfers", db_constraint=False)
    currency = models.CharField(max_length=3)
    debit = models.ForeignKey(Account, models.PROTECT, related_name="debits", db_constraint=False)  # FK: debit_side
    credit = models.ForeignKey(Account, models.PROTECT, related_name="credits", db_constraint=False)  # FK: credit_side
    amount_fen = models.BigIntegerField()
    pending = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="resolutions", db_constraint=False, db_index=False
    )
    effect_key = models.CharField(max_length=200)
    expires_at = models.DateTimeField(null=True)
    actor_id = models.UUIDField(null=True)  # no foreign key: the journal outlives every user
    approver_id = models.UUIDField(null=True)
    memo = models.JSONField(default=dict)  # ids of what this is about; never a name or a sentence

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["effect_key"], name="ledger_transfer_one_effect"),
            models.UniqueConstraint(fields=["pending"], name="ledger_transfer_one_resolution"),
            models.UniqueConstraint(fields=["number"], name="ledger_transfer_one_number"),
            models.CheckConstraint(name="ledger_transfer_positive", condition=Q(amount_fen__gt=0)),
            models.CheckConstraint(name="ledger_transfer_two_sides", condition=~Q(debit=F("credit"))),
            models.CheckConstraint(name="ledger_transfer_kind", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(
                name="ledger_transfer_resolves",
                condition=Q(kind__in=["post", "void"], pending__isnull=False)
                | (~Q(kind__in=["post", "void"]) & Q(pending__isnull=True)),
            ),
            models.CheckConstraint(
                name="ledger_transfer_expiry_of_pending", condition=Q(expires_at__isnull=True) | Q(kind=Kind.PENDING)
            ),
            models.CheckConstraint(
                name="ledger_transfer_two_approvers",
                condition=~Q(code__in=TWO_PEOPLE)
                | (Q(actor_id__isnull=False, approver_id__isnull=False) & ~Q(actor_id=F("approver_id"))),
            ),
            models.CheckConstraint(name="ledger_transfer_effect_key_form", condition=Q(effect_key__regex=KEY_FORM)),
        ]

    def __str__(self) -> str:
        return self.document

    @property
    def document(self) -> str:
        """The number that a statement and a receipt show, such as `J00000042`."""
        return f"J{self.number:08d}"


class Freeze(models.Model):
    """While one stands, nothing is disbursed: the books were found wrong. Two people lift it together."""

    reason = models.TextField()
    faults = models.JSONField(default=list)
    at = models.DateTimeField(db_default=Now(), editable=False)
    lifted_at = models.DateTimeField(null=True)
    lifted_by_a = models.UUIDField(null=True)
    lifted_by_b = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lifted_at"], nulls_distinct=False, name="ledger_freeze_one_stands"),
            models.CheckConstraint(
                name="ledger_freeze_lifted_by_two",
                condition=Q(lifted_at__isnull=True, lifted_by_a__isnull=True, lifted_by_b__isnull=True)
                | (
                    Q(lifted_at__isnull=False, lifted_by_a__isnull=False, lifted_by_b__isnull=False)
                    & ~Q(lifted_by_a=F("lifted_by_b"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.reason
