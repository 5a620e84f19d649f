"""What arrived of a promise in kind; goods may come straight into the stock."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import TokenField, offer_rows
from donations.models import Pledge, PledgeKind
from programmes.resources.models import Quality, Resource


class ResourceChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Resource) -> str:
        return f"{obj.name} {obj.number}"


class ReceivedForm(forms.Form):
    token = TokenField()
    quantity = forms.IntegerField(label=_("这次收到多少"), min_value=1)
    resource = ResourceChoice(
        label=_("登记到哪项资源"), queryset=Resource.objects.none(), required=False, empty_label=_("不入库，当场用完")
    )
    quality = forms.ChoiceField(
        label=_("质量检查"), choices=Quality.choices, initial=Quality.PASSED, widget=forms.RadioSelect
    )
    expires_on = forms.DateField(label=_("有效期至"), required=False, widget=forms.DateInput)

    def __init__(self, *args: Any, pledge: Pledge, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if pledge.kind != PledgeKind.GOODS:
            for name in ("resource", "quality", "expires_on"):
                del self.fields[name]
            return
        same = {"keeper": pledge.charity, "category": pledge.item, "unit": pledge.unit}
        offer_rows(self, "resource", Resource.objects.filter(**same).exclude(state="withdrawn"))
