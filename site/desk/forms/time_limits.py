"""Entering a time limit or an order of urgency for an area, from a later day on."""

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.forms import offer
from policy.clocks import NATIONWIDE, Clock
from policy.lengths import Unit
from policy.models import OF_URGENCY

PARTS = (_("基本"), _("必要"), _("其余"))
# The rows of our four urgencies in `UrgencyOrder.levels`; its first row, urgency 1, takes no case of ours.
PLACES = (("red", 12), ("orange", 9), ("yellow", 6), ("blue", 3))


class RuleForm(forms.Form):
    region = forms.ChoiceField(label=_("适用地区"))
    valid_from = forms.DateField(
        label=_("生效日期"), widget=forms.DateInput(attrs={"type": "date"}), help_text=_("最早为明天。")
    )
    basis = forms.CharField(label=_("依据"), max_length=200, help_text=_("文件名称和文号，公众可以看到。"))
    basis_en = forms.CharField(label=_("依据（英文）"), max_length=300, required=False)

    def __init__(self, *args, regions, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "region", [(one.pk, one.local_name) for one in regions])


class TimeLimitForm(RuleForm):
    clock = forms.ChoiceField(label=_("办理事项"))
    urgency = forms.ChoiceField(label=_("紧急程度"), required=False)
    amount = forms.IntegerField(
        label=_("时限"), min_value=1, max_value=1000, required=False, help_text=_("留空：不再单独规定，改按上一级。")
    )
    unit = forms.ChoiceField(label=_("单位"), choices=Unit.choices, initial=Unit.WORKING_DAYS)

    field_order = ["region", "clock", "urgency", "amount", "unit", "valid_from", "basis", "basis_en"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "clock", [(one.value, one.label) for one in Clock if one not in NATIONWIDE])
        offer(self, "urgency", list(OF_URGENCY.items()))


class OrderForm(RuleForm):
    """Twelve places, four urgencies by three parts, as numbers from 1: what has the same number shares."""

    prefix = "order"

    def __init__(self, *args, levels: list[int], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.before = levels
        for urgency, row in PLACES:
            for part, called in enumerate(PARTS):
                self.fields[f"{urgency}_{part}"] = forms.IntegerField(
                    label=called, min_value=1, max_value=15, initial=levels[row + part] + 1
                )

    def cells(self) -> list[tuple[str | Promise, list[forms.BoundField]]]:
        return [(OF_URGENCY[urgency], [self[f"{urgency}_{part}"] for part in range(3)]) for urgency, _row in PLACES]

    def levels(self) -> list[int]:
        """Fifteen places without gaps; the three of the reserved urgency keep their distance behind blue's."""
        wanted = {row + part: self.cleaned_data[f"{urgency}_{part}"] for urgency, row in PLACES for part in range(3)}
        blue = {part: self.before[3 + part] for part in range(3)}
        raw = [wanted.get(i, 0) for i in range(15)]
        for part in range(3):
            raw[part] = raw[3 + part] + max(1, self.before[part] - blue[part])
        ranks = {place: rank for rank, place in enumerate(sorted(set(raw)))}
        return [ranks[place] for place in raw]
