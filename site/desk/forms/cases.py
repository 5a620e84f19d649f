"""Small forms of the case page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import NamedRowField, TokenField, offer, offer_rows


class ApartForm(forms.Form):
    """Several of these stand on one page: their ids carry the form's name."""

    def __init__(self, *args, **kwargs) -> None:
        kwargs.setdefault("auto_id", f"id_{type(self).__name__.lower()}_%s")
        super().__init__(*args, **kwargs)


class NoteForm(ApartForm):
    token = TokenField()
    text = forms.CharField(label=_("备注"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class CloseForm(ApartForm):
    reason = forms.CharField(label=_("办结说明"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class ActForm(ApartForm):
    """What else may happen to a case; the page offers only what its state allows."""

    verb = forms.ChoiceField(label=_("做什么"), choices=[])
    to = NamedRowField(
        label=_("移交给"), called=lambda user: user.display_name, required=False, empty_label=_("请选择")
    )
    into = forms.CharField(label=_("并入哪个个案（编号）"), max_length=24, required=False)
    reason = forms.CharField(label=_("理由"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, verbs, colleagues, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "verb", verbs)
        offer_rows(self, "to", colleagues)

    def clean(self):
        super().clean()
        data = self.cleaned_data
        if data.get("verb") == "hand_over" and not data.get("to"):
            self.add_error("to", _("请选择移交给谁。"))
        if data.get("verb") == "merge" and not data.get("into"):
            self.add_error("into", _("请填写要并入的个案编号。"))
        return data
