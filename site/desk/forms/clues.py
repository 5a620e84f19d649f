"""Forms of the intake: what a clue lacks, and what a case needs to open."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import MoneyField, NamedRowField, PhoneField, ResidentIdField, TokenField, offer_rows
from common.regions.models import Region
from needs.causes import DEFAULT_CAUSE_OF, Category, Cause, Channel, IdentityLayer, Urgency
from needs.models.case import Track
from needs.models.clue import OralConsent
from privacy.services import Disclosed


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("理由"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, label: str = "", **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label or self.fields["reason"].label


class HandOverForm(forms.Form):
    to = NamedRowField(
        label=_("移交给"),
        called=lambda user: user.display_name,
        empty_label=_("请选择"),
        error_messages={"required": _("请选择移交给谁。")},
    )

    def __init__(self, *args, colleagues, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "to", colleagues)


class QuestionForm(forms.Form):
    token = TokenField()
    question = forms.CharField(label=_("问上报人"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))


class IntakeForm(forms.Form):
    """A window or the hotline takes a call: the same clue as from anywhere, with its channel."""

    token = TokenField()
    channel = forms.ChoiceField(
        label=_("来源"),
        widget=forms.RadioSelect,
        choices=[
            (c.value, c.label)
            for c in (Channel.WINDOW, Channel.HOTLINE, Channel.HOSPITAL, Channel.SCHOOL, Channel.CHARITY, Channel.DATA)
        ],
    )
    life_danger = forms.BooleanField(label=_("有生命危险（已拨打 120／110／119）"), required=False)
    category = forms.ChoiceField(label=_("困难类型"), choices=Category.choices, widget=forms.RadioSelect)
    region = forms.ModelChoiceField(
        label=_("所在街道（乡镇）"), queryset=Region.objects.none(), empty_label=_("请选择")
    )
    household_name = forms.CharField(label=_("家庭联系人"), max_length=40, required=False)
    household_phone = PhoneField(label=_("家庭电话"), required=False)
    reporter_name = forms.CharField(label=_("来电或来访人"), max_length=40, required=False)
    reporter_phone = PhoneField(label=_("来电或来访人电话"), required=False)
    words = forms.CharField(label=_("说了什么"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))
    oral_consent = forms.ChoiceField(
        label=_("是否同意核实"), choices=OralConsent.choices, widget=forms.RadioSelect, initial=OralConsent.NOT_YET
    )

    def __init__(self, *args, regions, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "region", regions)


class CaseForm(forms.Form):
    """Acceptance: who, what, how urgent. Staff fill in what they know; the rest follows at the visit."""

    name = forms.CharField(label=_("求助人或户主姓名"), max_length=40)
    id_no = ResidentIdField(label=_("身份证号"), required=False)
    phone = PhoneField(label=_("联系电话"), required=False)
    village_name = forms.CharField(label=_("村（社区）"), max_length=60, required=False)
    address = forms.CharField(label=_("住址"), max_length=200, required=False)
    size = forms.IntegerField(label=_("家庭人数"), min_value=1, max_value=30)
    minors = forms.IntegerField(label=_("未成年人"), min_value=0, max_value=30, required=False)
    elderly = forms.IntegerField(label=_("老年人"), min_value=0, max_value=30, required=False)
    disabled = forms.IntegerField(label=_("残疾人"), min_value=0, max_value=30, required=False)
    identity = forms.ChoiceField(label=_("身份类别"), choices=IdentityLayer.choices, initial=IdentityLayer.NONE)
    monthly_income_fen = MoneyField(label=_("人均月收入"), required=False)
    local_hukou = forms.BooleanField(label=_("本地户籍"), required=False, initial=True)
    cause = forms.ChoiceField(label=_("困难原因"), choices=Cause.choices)
    urgency = forms.ChoiceField(label=_("紧急程度"), choices=Urgency.choices, widget=forms.RadioSelect)
    track = forms.ChoiceField(label=_("救助途径"), choices=Track.choices, initial=Track.CHARITY)
    event_on = forms.DateField(label=_("发生日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    summary = forms.CharField(
        label=_("情况说明（内部）"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    hospital = forms.CharField(label=_("医院"), max_length=80, required=False)
    school = forms.CharField(label=_("学校"), max_length=80, required=False)
    employer = forms.CharField(label=_("工作单位"), max_length=80, required=False)

    @staticmethod
    def initial_from(clue: Disclosed) -> dict:
        """What the reporter already said, as far as this person may read it: a mask is not an answer. The household's
        number of people is asked at the visit."""
        told = {"name": "household_name", "phone": "household_phone"}
        return {
            **{name: getattr(clue, field) for name, field in told.items() if field in clue.opened_fields},
            "urgency": clue.urgency,
            "size": 1,
            "cause": DEFAULT_CAUSE_OF[Category(clue.category)],
            "local_hukou": True,
            "village_name": clue.region.name if clue.region.level == 5 else "",
        }
