"""When and where a volunteer is wanted, and what became of it."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.forms import NamedRowField, TokenField, offer_rows
from common.items import ItemKind
from needs.models import Case
from programmes.volunteers.skills import FITTING


class WantedForm(forms.Form):
    """Chosen first, by GET: the list of volunteers depends on it."""

    item = NamedRowField(label=_("哪一项需要"), called=lambda item: item.get_category_display(), empty_label=None)
    day = forms.DateField(label=_("日期"), widget=forms.DateInput)
    time = forms.TimeField(label=_("开始时间（如 14:30）"), widget=forms.TimeInput(format="%H:%M"), initial="09:30")
    planned_minutes = forms.IntegerField(label=_("计划时长（分钟）"), min_value=15, max_value=480, initial=90)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "item", case.items.filter(kind=ItemKind.SERVICE, category__in=list(FITTING)))

    @property
    def starts_at(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"]))


class AskForm(WantedForm):
    """The same once more, with the volunteer's number and the place."""

    token = TokenField()
    volunteer = forms.CharField(label=_("志愿者编号"), max_length=16)
    place = forms.CharField(
        label=_("地点"),
        max_length=100,
        help_text=_("志愿者只会看到地点、时间和要做的事。能在公共场所见面的，不写家庭住址。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("item", "day", "time", "planned_minutes"):
            self.fields[name].widget = forms.HiddenInput()
