"""Sign-in by code: an empty form is told so (allauth's own has no user to go on with and falls over)."""

from allauth.account.forms import RequestLoginCodeForm


class LoginCodeForm(RequestLoginCodeForm):
    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned.get("email") and not cleaned.get("phone"):
            self.add_error("email", self.fields["email"].error_messages["required"])
        return cleaned
