"""All rows of one chunk, kept until the end and then written table by table, what is pointed at first."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TypeVar

from django.db import models

from common.audit.models import AuditEvent
from demo.bulk.books import Books
from demo.bulk.office import Audit, Numbers, Office
from donations.models import Claim, Gift, Payment, PaymentEffect, Payout, Pledge, Receipt
from matching.models import Delivery, Match, Run
from needs.models import (
    Case,
    Clue,
    Commitment,
    Consent,
    DuplicateFinding,
    Household,
    NeedItem,
    Person,
    StatutoryAid,
    Verification,
)
from publication.models import PublicItem, PublicNeed, PublicStep
from publication.notices.models import CaseNotice, NoticeProof, PublicNotice

ORDER: list[type[models.Model]] = [
    Household,
    Person,
    PublicNeed,
    Case,
    Clue,
    DuplicateFinding,
    NeedItem,
    StatutoryAid,
    Verification,
    Consent,
    PublicNotice,
    CaseNotice,
    NoticeProof,
    Run,
    Commitment,
    Match,
    Delivery,
    Claim,
    Pledge,
    Payout,
    Gift,
    Payment,
    PaymentEffect,
    Receipt,
    PublicItem,
    PublicStep,
]


Row = TypeVar("Row", bound=models.Model)


class Batch:
    def __init__(self, office: Office, numbers: Numbers, today: date) -> None:
        self.office, self.numbers = office, numbers
        self.audit, self.books = Audit(today), Books()
        self.rows: dict[type[models.Model], list] = defaultdict(list)

    def add(self, row: Row) -> Row:
        self.rows[type(row)].append(row)
        return row

    def write(self) -> None:
        for model in ORDER:
            model._default_manager.bulk_create(self.rows[model], batch_size=500)
        self.books.write()
        self.audit.rows.sort(key=lambda row: row.at)
        AuditEvent.objects.bulk_create(self.audit.rows, batch_size=1000)
        self.numbers.save()
