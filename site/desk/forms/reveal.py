"""Why somebody opens what is sealed: chosen from a list, so that the log holds no free text."""

from django import forms
from django.utils.translation import gettext_lazy as _

from privacy.purposes import REASONS


class RevealForm(forms.Form):
    """Stands beside other forms of a page, so its ids carry its name. `limit_reached`: nothing may be opened for now."""

    reason = forms.ChoiceField(label=_("查看理由"), choices=[("", _("请选择")), *REASONS.items()])
    limit_reached = False

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **{**kwargs, "auto_id": "id_revealform_%s"})
