"""The public need 公开求助: a text of its own, written for everybody, approved by a second officer.

It is never a filtered view of the case and holds no key to it. The database lets it be live only with a passed gate over
exactly this text and a named approver who is not its author.
"""

import uuid

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin

from common.ids import random_slug
from needs.causes import Category, ItemCategory, Urgency
from needs.models.item import EvidenceState
from publication.states import PublicState


class AgeBand(models.TextChoices):
    """The bands of `publication.anonymise.generalise`: what is published is what k was computed for."""

    TODDLER = "0–6", _("0—6 岁")
    CHILD = "7–13", _("7—13 岁")
    TEEN = "14–17", _("14—17 岁")
    TWENTIES = "18–29", _("18—29 岁")
    THIRTIES = "30–39", _("30—39 岁")
    FORTIES = "40–49", _("40—49 岁")
    FIFTIES = "50–59", _("50—59 岁")
    SIXTIES = "60–69", _("60—69 岁")
    SEVENTIES = "70–79", _("70—79 岁")
    OLDEST = "80+", _("80 岁以上")


class HouseholdBand(models.TextChoices):
    SMALL = "1–2", _("1—2 口")
    MEDIUM = "3–4", _("3—4 口")
    LARGE = "5+", _("5 口以上")


class PublicNeed(PreviewableMixin, DraftStateMixin, RevisionMixin, models.Model):
    """Coverage columns are a projection that only `needs.services` writes; a revision never brings old ones back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.CharField(max_length=10, unique=True, default=random_slug, editable=False)
    category = models.CharField(_("困难类型"), max_length=20, choices=Category.choices)
    county = models.ForeignKey("regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("区县"))
    title = models.CharField(_("标题"), max_length=40)
    story = models.TextField(_("公开说明"), max_length=200)
    age_band = models.CharField(_("年龄段"), max_length=8, choices=AgeBand.choices, blank=True, default="")
    household_band = models.CharField(
        _("家庭规模"), max_length=8, choices=HouseholdBand.choices, blank=True, default=""
    )
    urgency = models.CharField(_("紧急程度"), max_length=10, choices=Urgency.choices)
    deadline_on = models.DateField(_("最晚需要日"))

    state = models.CharField(max_length=12, choices=PublicState.choices, default=PublicState.DRAFT, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    gate_version = models.CharField(max_length=20, blank=True, default="", editable=False)
    gate_hash = models.CharField(max_length=64, blank=True, default="", editable=False)
    population_k = models.PositiveIntegerField(null=True, blank=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    approved_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    need_fen = models.BigIntegerField(default=0, editable=False)
    government_fen = models.BigIntegerField(default=0, editable=False)
    charity_fen = models.BigIntegerField(default=0, editable=False)
    gifts_fen = models.BigIntegerField(default=0, editable=False)
    gift_count = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False)

    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="public_need")
    PERSONAL: frozenset[str] = frozenset()
    PROJECTED = (
        "state",
        "need_fen",
        "government_fen",
        "charity_fen",
        "gifts_fen",
        "gift_count",
        "closed_at",
        "created_at",
        "author_id",
    )

    class Meta:
        app_label = "needs"  # where its table and its migrations have always been
        verbose_name = verbose_name_plural = _("公开求助")
        indexes = [
            models.Index(fields=["live", "state", "deadline_on"], name="needs_publicneed_list"),
            models.Index(fields=["county", "category"], name="needs_publicneed_facets"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="needs_publicneed_approval_paired",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("author")),
                name="needs_publicneed_approver_not_author",
            ),
            models.CheckConstraint(
                condition=Q(need_fen__gte=0, government_fen__gte=0, charity_fen__gte=0, gifts_fen__gte=0)
                & Q(need_fen__gte=F("government_fen") + F("charity_fen") + F("gifts_fen")),
                name="needs_publicneed_bar_within_need",
            ),
            models.CheckConstraint(
                condition=Q(live=False) | Q(state__in=["published", "covered", "closed"]),
                name="needs_publicneed_live_in_public_state",
            ),
            # needs_publicneed_live_passed_gate: in SQL, since it hashes the text (migration 0002)
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def revisions(self):
        return self._revisions

    @property
    def gap_fen(self) -> int:
        return self.need_fen - self.government_fen - self.charity_fen - self.gifts_fen

    @property
    def secured_fen(self) -> int:
        return self.need_fen - self.gap_fen

    def gated_text(self) -> str:
        """Exactly what the gate reads and what the database hashes."""
        return f"{self.title}\n{self.story}"

    def with_content_json(self, content):
        """A revision holds words; what was projected since it was written stays."""
        restored = super().with_content_json(content)
        for name in self.PROJECTED:
            setattr(restored, name, getattr(self, name))
        return restored

    def get_preview_template(self, request, mode_name):
        return "pages/public_need_preview.html"

    def get_preview_context(self, request, mode_name):
        return {**super().get_preview_context(request, mode_name), "need": self, "is_preview": True}


class PublicItem(models.Model):
    """A line of the public cost table: a category from the list, never free text."""

    public_need = models.ForeignKey(PublicNeed, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=10)
    category = models.CharField(max_length=20, choices=ItemCategory.choices)
    need_fen = models.BigIntegerField(default=0)
    secured_fen = models.BigIntegerField(default=0)
    quantity = models.PositiveIntegerField(null=True, blank=True)
    secured_quantity = models.PositiveIntegerField(default=0)
    evidence = models.CharField(max_length=10, choices=EvidenceState.choices)
    position = models.PositiveSmallIntegerField()

    class Meta:
        app_label = "needs"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["public_need", "position"], name="needs_publicitem_position"),
            models.CheckConstraint(
                condition=Q(secured_fen__gte=0, secured_fen__lte=F("need_fen")), name="needs_publicitem_within_need"
            ),
        ]

    @property
    def gap_fen(self) -> int:
        return self.need_fen - self.secured_fen


class StepKind(models.TextChoices):
    """What the public timeline may say: fixed sentences, days counted, no dates."""

    REPORTED = "reported", _("基层上报")
    VERIFIED = "verified", _("两人核实并签字")
    GOVERNMENT = "government", _("政府救助已给予")
    PUBLISHED = "published", _("民政部门批准公开")
    MATCHED = "matched", _("慈善资金已匹配")
    GIFT = "gift", _("收到爱心捐赠")
    COVERED = "covered", _("缺口已补足")
    DELIVERED = "delivered", _("救助已交付")
    CONFIRMED = "confirmed", _("受助家庭确认收到")
    CLOSED = "closed", _("已办结")


class PublicStep(models.Model):
    """One step of the public timeline: “day 3”, a fixed sentence, an amount where there is one."""

    public_need = models.ForeignKey(PublicNeed, on_delete=models.CASCADE, related_name="steps")
    day = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=StepKind.choices)
    amount_fen = models.BigIntegerField(null=True, blank=True)
    source_label = models.CharField(max_length=120, blank=True, default="")
    effect_key = models.CharField(max_length=120, unique=True)
    at = models.DateTimeField()

    class Meta:
        app_label = "needs"
        ordering = ["at", "id"]
