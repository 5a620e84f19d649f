"""The public notice: a row of lists, numbers and a masked name – there is no column in which more could be written.

It holds no key to the case. The case side holds one (`CaseNotice`), as with the public need.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from common.crypto import EncryptedTextField
from common.ids import random_slug
from common.sealed import Masked
from needs.models.aid import AidType
from publication.notices.states import NoticeState, ObjectionState


def _user(**fields):
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **fields)


def _nobody_yet():
    return _user(null=True, blank=True)


def _paired(table: str, name: str) -> models.CheckConstraint:
    by, at = f"{name}_by", f"{name}_at"
    return models.CheckConstraint(
        condition=Q(**{f"{by}__isnull": True, f"{at}__isnull": True})
        | Q(**{f"{by}__isnull": False, f"{at}__isnull": False}),
        name=f"notices_{table}_{name}_paired",
    )


class PublicNotice(models.Model):
    """What stands on the board: masked name, village or community, household size, aid, amount, period, telephone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.CharField(max_length=10, unique=True, default=random_slug, editable=False)
    masked_name = models.CharField(_("姓名（已隐去）"), max_length=4)
    place = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("村（社区）")
    )
    county = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+")
    household_size = models.PositiveSmallIntegerField(_("家庭人口"))
    aid_type = models.CharField(_("救助类型"), max_length=20, choices=AidType.choices)
    amount_fen = models.BigIntegerField(_("拟发放"))
    objection_phone = models.CharField(_("监督电话"), max_length=20)
    state = models.CharField(max_length=12, choices=NoticeState.choices, default=NoticeState.DRAFTED)
    drafted_by = _user()
    drafted_at = models.DateTimeField()
    checked_by = _nobody_yet()
    checked_at = models.DateTimeField(null=True, blank=True)
    posted_by = _nobody_yet()
    posted_at = models.DateTimeField(null=True, blank=True)
    working_days = models.PositiveSmallIntegerField(default=0)
    ends_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    PERSONAL: frozenset[str] = frozenset()

    class Meta:
        indexes = [models.Index(fields=["state", "ends_at"], name="notices_current")]
        constraints = [
            _paired("publicnotice", "checked"),
            _paired("publicnotice", "posted"),
            # one character and two stars: nothing else fits, whoever writes
            models.CheckConstraint(
                condition=Q(masked_name__regex=r"^[^＊\s]＊＊$"), name="notices_publicnotice_name_masked"
            ),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="notices_publicnotice_amount_positive"),
            models.CheckConstraint(
                condition=Q(household_size__gte=1, household_size__lte=30), name="notices_publicnotice_household_size"
            ),
            models.CheckConstraint(
                condition=Q(objection_phone__regex=r"^[0-9 -]{3,20}$"), name="notices_publicnotice_phone_form"
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("drafted_by")),
                name="notices_publicnotice_checker_not_drafter",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["drafted", "checked", "withdrawn"])
                | Q(checked_by__isnull=False, posted_by__isnull=False, ends_at__isnull=False, working_days__gt=0),
                name="notices_publicnotice_posted_after_check",
            ),
            models.CheckConstraint(
                condition=~Q(state="checked") | Q(checked_by__isnull=False),
                name="notices_publicnotice_checked_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="paused", paused_at__isnull=False) | (~Q(state="paused") & Q(paused_at__isnull=True)),
                name="notices_publicnotice_pause_dated",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["ended", "archived"])
                | Q(ended_at__isnull=False, ends_at__isnull=False, ended_at__gte=F("ends_at")),
                name="notices_publicnotice_full_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.masked_name} {self.slug}"

    def text(self) -> str:
        """The words of the template, in Chinese whoever asks: what was hashed at the posting."""
        yuan = f"{self.amount_fen // 100:,}" + (f".{self.amount_fen % 100:02d}" if self.amount_fen % 100 else "")
        return (
            f"{self.masked_name}，{self.place.name}，{self.household_size}人，{_chinese(self.aid_type)}，拟发放{yuan}元，"
            f"监督电话{self.objection_phone}。"
        )


def _chinese(aid_type: str) -> str:
    with override("zh-hans"):
        return str(AidType(aid_type).label)


class CaseNotice(models.Model):
    """The case's own key to its notice, on the private side."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("needs.Case", on_delete=models.PROTECT, related_name="notice_links")
    notice = models.OneToOneField(PublicNotice, on_delete=models.PROTECT, related_name="+")


class ProofKind(models.TextChoices):
    POSTED = "posted", _("张贴")
    PAUSED = "paused", _("暂停")
    RESUMED = "resumed", _("恢复")
    TAKEN_DOWN = "taken_down", _("撤下")


class Board(models.TextChoices):
    """Where it hangs beside the website: a list, so that no place is written by hand."""

    WEBSITE = "website", _("本网站")
    VILLAGE = "village", _("本网站和村（社区）公开栏")
    TOWNSHIP = "township", _("本网站和街道（乡镇）服务大厅")


class NoticeProof(models.Model):
    """Proof of posting: who, when, where, and the hash of exactly what hung there. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    notice = models.ForeignKey(PublicNotice, on_delete=models.PROTECT, related_name="proofs")
    kind = models.CharField(max_length=12, choices=ProofKind.choices)
    board = models.CharField(max_length=12, choices=Board.choices)
    sha256 = models.CharField(max_length=64)
    by = _nobody_yet()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "kind"]


class Channel(models.TextChoices):
    ONLINE = "online", _("网上")
    PHONE = "phone", _("电话")
    VISIT = "visit", _("来访或书面")


class NoticeObjection(models.Model):
    """Anybody's doubt about a notice. `id` is the token of its answer's page; contact is the objector's own choice."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=24, unique=True)
    notice = models.ForeignKey(PublicNotice, on_delete=models.PROTECT, related_name="objections")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    words = EncryptedTextField()
    contact = EncryptedTextField(blank=True, default="", masked=Masked.CONTACT)
    state = models.CharField(max_length=12, choices=ObjectionState.choices, default=ObjectionState.RECEIVED)
    received_at = models.DateTimeField()
    received_by = _nobody_yet()
    due_at = models.DateTimeField()
    rechecker = _nobody_yet()
    finding = EncryptedTextField(blank=True, default="")
    answer = models.CharField(_("答复"), max_length=200, blank=True, default="")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = _nobody_yet()

    PERSONAL = frozenset({"words", "contact", "finding"})

    class Meta:
        ordering = ["received_at"]
        constraints = [
            _paired("noticeobjection", "decided"),
            models.CheckConstraint(
                condition=Q(state="received") | Q(rechecker__isnull=False),
                name="notices_noticeobjection_rechecker_named",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["upheld", "rejected"]) | (Q(decided_by__isnull=False) & ~Q(answer="")),
                name="notices_noticeobjection_decided_with_answer",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | Q(decided_by=F("rechecker")),
                name="notices_noticeobjection_decider_rechecked",
            ),
        ]

    def __str__(self) -> str:
        return self.number
