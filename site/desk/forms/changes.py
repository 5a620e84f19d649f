"""A coordinator's suggestion: a wider area, a higher cap, conditions to drop."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import MoneyField, NamedRowField, offer, offer_rows
from common.regions.models import Level, Region
from funds.models import Audience, Fund
from needs import criteria


class SuggestForm(forms.Form):
    """Starts from the fund as it stands; conditions that all must hold may be dropped one by one."""

    region = NamedRowField(label=_("地区"), called=lambda one: one.local_full_name, empty_label=None)
    audience = forms.ChoiceField(label=_("适用对象"), choices=Audience.choices, widget=forms.RadioSelect)
    purpose = forms.CharField(label=_("用途"), max_length=600, widget=forms.Textarea(attrs={"rows": 3}))
    cap_fen = MoneyField(label=_("单户上限"), at_least_fen=1)
    dropped = forms.MultipleChoiceField(label=_("去掉这些条件"), required=False, widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(
        label=_("建议的理由"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("企业和托管方会看到。请不要写任何人的姓名、电话。"),
    )

    def __init__(self, *args: Any, fund: Fund, **kwargs: Any) -> None:
        kwargs.setdefault(
            "initial", {name: getattr(fund, name) for name in ("region", "audience", "purpose", "cap_fen")}
        )
        super().__init__(*args, **kwargs)
        around = Region.objects.filter(code__startswith=fund.region_id[:4], level__in=[Level.CITY, Level.COUNTY])
        offer_rows(self, "region", around.filter(valid_to=None) | Region.objects.filter(pk=fund.region_id))
        self._clauses = fund.rules.get("all", [])
        self._rules = fund.rules
        offer(self, "dropped", [(str(i), criteria.in_words({"all": [one]})) for i, one in enumerate(self._clauses)])
        if not self._clauses:
            del self.fields["dropped"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        dropped = data.pop("dropped", [])
        left = [one for i, one in enumerate(self._clauses) if str(i) not in dropped]
        data["rules"] = ({"all": left} if left else {}) if dropped else self._rules
        return data
