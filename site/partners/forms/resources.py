"""An offered resource, a lot that comes in, and stock that goes out without being given to anybody."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import TokenField, offer_rows
from common.items import KIND_OF_CATEGORY, ItemCategory, ItemKind
from needs.causes import Category
from organisations.models import Organisation
from partners.forms.programmes import RegionChoice, regions_around
from programmes.resources.models import DeliveryTerms, Quality, Resource, Source, Unit

IN_KIND = sorted(KIND_OF_CATEGORY[ItemKind.GOODS] | KIND_OF_CATEGORY[ItemKind.SERVICE])
CATEGORIES = [one for one in ItemCategory.choices if one[0] in IN_KIND]
KINDS = [one for one in ItemKind.choices if one[0] != ItemKind.CASH]
WAYS_OUT = [
    ("written_off", _("报损核销：过期、损坏、盘亏")),
    ("sold", _("转慈善义卖：不适合直接发放，所得用于同类救助")),
]


class NewResourceForm(forms.Form):
    """Everything that stays, and everything that may change later."""

    owner = forms.ModelChoiceField(label=_("提供方"), queryset=Organisation.objects.none(), empty_label=None)
    keeper = forms.ModelChoiceField(
        label=_("保管和发放的机构"),
        queryset=Organisation.objects.none(),
        empty_label=None,
        help_text=_("由它入库、发放，也只有它会知道受助家庭是谁。"),
    )
    name = forms.CharField(label=_("名称"), max_length=60, help_text=_("例如“大米”“心理个案会谈”。"))
    name_en = forms.CharField(label=_("英文名称"), max_length=120, required=False)
    kind = forms.ChoiceField(label=_("形式"), choices=KINDS, widget=forms.RadioSelect)
    category = forms.ChoiceField(label=_("项目"), choices=CATEGORIES)
    unit = forms.ChoiceField(label=_("单位"), choices=Unit.choices)
    per_share = forms.IntegerField(
        label=_("每份数量"),
        min_value=1,
        initial=1,
        help_text=_("求助按“件”或“次”计；这里写一件或一次折合多少单位，例如一件粮油是 10 公斤。"),
    )
    cap_shares = forms.IntegerField(label=_("每户最多几份"), min_value=1, required=False)
    region = RegionChoice(label=_("可提供的地区"), queryset=None, empty_label=None)
    starts_on = forms.DateField(label=_("开始日期"), widget=forms.DateInput)
    ends_on = forms.DateField(label=_("结束日期"), required=False, widget=forms.DateInput)
    categories = forms.MultipleChoiceField(
        label=_("只给哪些困难类型"),
        choices=Category.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("都不选就是不限。"),
    )
    delivery = forms.ChoiceField(label=_("交付方式"), choices=DeliveryTerms.choices)
    terms = forms.CharField(label=_("交付说明"), max_length=200, required=False)
    source = forms.ChoiceField(label=_("来源"), choices=Source.choices, widget=forms.RadioSelect)
    restriction = forms.CharField(
        label=_("限定用途"), max_length=200, required=False, help_text=_("捐赠人限定用途的，写明用途。")
    )

    def __init__(self, *args: Any, owners: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "owner", Organisation.objects.filter(pk__in=[one.pk for one in owners]))
        self.fields["owner"].initial = owners[0].pk
        offer_rows(self, "region", regions_around(owners[0]))
        keepers = Organisation.objects.filter(kind__in=["charity", "service_org"], suspended_at__isnull=True)
        own = [one.pk for one in owners if one.kind in ("charity", "service_org")]
        offer_rows(self, "keeper", (keepers.filter(pk__in=own) if own else keepers).order_by("name"))
        for name, many in (("owner", len(owners) > 1), ("keeper", len(own) != 1)):
            if not many:
                self.fields[name].widget = forms.HiddenInput()
                self.fields[name].initial = owners[0].pk if name == "owner" else own[0]

    def clean(self) -> dict[str, Any]:
        """The chosen kinds of hardship as a condition, like the conditions of every other source."""
        super().clean()
        data = self.cleaned_data
        chosen = data.pop("categories", [])
        data["rules"] = {"all": [{"field": "category", "op": "in", "value": chosen}]} if chosen else {}
        return data


class ResourceForm(forms.Form):
    """What may change: kind, unit and share stay, since lots and matches are counted in them."""

    name = forms.CharField(label=_("名称"), max_length=60)
    name_en = forms.CharField(label=_("英文名称"), max_length=120, required=False)
    cap_shares = forms.IntegerField(label=_("每户最多几份"), min_value=1, required=False)
    region = RegionChoice(label=_("可提供的地区"), queryset=None, empty_label=None)
    ends_on = forms.DateField(label=_("结束日期"), required=False, widget=forms.DateInput)
    delivery = forms.ChoiceField(label=_("交付方式"), choices=DeliveryTerms.choices)
    terms = forms.CharField(label=_("交付说明"), max_length=200, required=False)

    def __init__(self, *args: Any, resource: Resource, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {name: getattr(resource, name) for name in self.base_fields})
        super().__init__(*args, **kwargs)
        offer_rows(self, "region", regions_around(resource.owner))


class ReceiveForm(forms.Form):
    token = TokenField()
    quantity = forms.IntegerField(label=_("数量"), min_value=1)
    expires_on = forms.DateField(
        label=_("有效期至"),
        required=False,
        widget=forms.DateInput,
        help_text=_("食品和护理用品必填；服务写这批名额用到哪一天。"),
    )
    quality = forms.ChoiceField(
        label=_("质量检查"),
        choices=Quality.choices,
        widget=forms.RadioSelect,
        help_text=_("物资须可用、安全（慈善法第三十六条）。您的姓名会记在批次上。"),
    )
    note = forms.CharField(label=_("备注"), max_length=120, required=False, help_text=_("例如包装、存放的仓位。"))


class TakeOutForm(forms.Form):
    token = TokenField()
    kind = forms.ChoiceField(label=_("怎么处理"), choices=WAYS_OUT, widget=forms.RadioSelect)
    quantity = forms.IntegerField(label=_("数量"), min_value=1)
    reason = forms.CharField(
        label=_("理由"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("写入审计记录。")
    )
