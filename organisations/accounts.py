"""How allauth reads and writes our users: phones are encrypted and found by blind index, codes go out by port."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter

from common.crypto import blind_index
from common.forms import PhoneField
from common.ids import normalise_phone
from common.sealed import opened
from organisations import sms
from organisations.models import User

PHONE_FIELD = "organisations.User.phone"


def phone_index(phone: str) -> str:
    return blind_index(normalise_phone(phone), PHONE_FIELD)


class AccountAdapter(DefaultAccountAdapter):
    def get_phone(self, user: User) -> tuple[str, bool] | None:
        return (opened(user.phone), user.phone_verified) if user.phone is not None and user.phone_index else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        user.phone, user.phone_index, user.phone_verified = phone, phone_index(phone), verified
        user.save(update_fields=["phone", "phone_index", "phone_verified"])

    def set_phone_verified(self, user: User, phone: str) -> None:
        User.objects.filter(pk=user.pk, phone_index=phone_index(phone)).update(phone_verified=True)

    def get_user_by_phone(self, phone: str) -> User | None:
        return User.objects.filter(phone_index=phone_index(phone)).first()

    def clean_phone(self, phone: str) -> str:
        return normalise_phone(phone)

    def phone_form_field(self, **kwargs: Any) -> PhoneField:
        return PhoneField(**kwargs)

    def send_verification_code_sms(self, user: User, phone: str, code: str, **kwargs: Any) -> None:
        sms.send_code(phone, code)

    def send_unknown_account_sms(self, phone: str, **kwargs: Any) -> None:
        """Nothing is sent: an answer would tell a stranger whether a number has an account."""

    def send_account_already_exists_sms(self, phone: str) -> None:
        """Nothing is sent, for the same reason."""
