"""The questions of a report. Only what happened and where must be answered."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.forms import PhoneField, offer
from desk.reports import places
from needs.causes import Category
from needs.models.clue import OralConsent
from needs.services.clues import LONGEST_WORDS, MOST_PHOTOS

LONGEST_ANSWER = 1000


class StepForm(forms.Form):
    """Every step knows who asks, and where they reported last."""

    def __init__(self, *args: Any, user: Any, last_region: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.last_region = user, last_region
        self.prepare()

    def prepare(self) -> None:
        """For steps whose choices depend on the person."""


class DangerForm(StepForm):
    life_danger = forms.ChoiceField(
        choices=[("yes", _("有")), ("no", _("没有"))], error_messages={"required": _("请选择有没有生命危险。")}
    )


class CategoryForm(StepForm):
    category = forms.ChoiceField(
        label=_("发生了什么？"),
        choices=Category.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择发生了什么；拿不准就选“其他困难”。")},
    )


class PlaceForm(StepForm):
    region = forms.ChoiceField(
        label=_("村或社区"),
        error_messages={"required": _("请选择村或社区。"), "invalid_choice": _("请在您负责的村或社区里选一个。")},
    )
    household_name = forms.CharField(
        label=_("求助人姓名"),
        required=False,
        max_length=40,
        help_text=_("暂不知道可以空着。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    household_phone = PhoneField(
        label=_("求助人电话"), required=False, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"})
    )

    def prepare(self) -> None:
        choices = places.choices(places.places_for(self.user, timezone.localdate()))
        offer(self, "region", choices)
        if not self.is_bound and not self.initial.get("region"):
            self.initial["region"] = self.last_region or choices[0][0]


class WordsField(forms.CharField):
    """Browsers send a line break as two characters; people, and the counter, see one."""

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class PhotosInput(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list:
        return files.getlist(name) if hasattr(files, "getlist") else []


class PhotosField(forms.FileField):
    """Whatever was chosen; each photo is judged when it is stored, so that a bad one stops neither text nor others."""

    widget = PhotosInput(
        attrs={"multiple": True, "accept": "image/jpeg,image/png,image/webp", "data-photos": MOST_PHOTOS}
    )

    def clean(self, value: Any, initial: Any = None) -> list:
        return list(value or [])


class WordsForm(StepForm):
    words = WordsField(
        label=_("说说情况"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("看到什么写什么，例如家里几口人、最急的是什么。可以用键盘上的话筒说。"),
    )
    photos = PhotosField(
        label=_("照片"), required=False, help_text=_("最多 3 张。不拍人脸和证件，照片里的时间和位置会自动去掉。")
    )
    oral_consent = forms.ChoiceField(
        label=_("本人同意上报吗？"),
        choices=OralConsent.choices,
        initial=OralConsent.NOT_YET,
        widget=forms.RadioSelect,
        help_text=_("没来得及问也可以先上报。"),
    )


class AnswerForm(forms.Form):
    answer = WordsField(
        label=_("您的回答"),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("请写下您的回答。")},
    )
