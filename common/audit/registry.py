"""How each recorded act reads. A package registers its verbs in `<package>/audit_verbs.py`:

    register("case.accepted", _("受理了求助"))
    register("aid.paid", _("发放了{amount_fen:money}"))
    register("match.approved", _("批准了{amount:said}"))

Names in braces are taken from the event's `data`; `{subject_id}` and `{actor_label}` from the event itself;
`:money` shows fen as an amount, `:said` stored words (`common.messages`) in the reader's language, `:personal` the names of
personal fields. A verb is `noun.past_tense`.
"""

from string import Formatter
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

from common.audit.personal import CALLED
from common.messages import listed, shown
from common.money import Money

if TYPE_CHECKING:
    from common.audit.models import AuditEvent

_SENTENCES: dict[str, str | Promise] = {}


class UnknownVerb(LookupError):
    """Somebody records an act that nobody could read later."""

    def __init__(self, verb: str) -> None:
        super().__init__(f'How does {verb!r} read? Put register("{verb}", _("…")) into its package\'s audit_verbs.py.')


def register(verb: str, sentence: str | Promise) -> None:
    if _SENTENCES.setdefault(verb, sentence) != sentence:
        raise ValueError(f"{verb!r} already reads otherwise.")


def require(verb: str) -> None:
    if verb not in _SENTENCES:
        raise UnknownVerb(verb)


def verbs() -> dict[str, str | Promise]:
    return dict(_SENTENCES)


def describe(event: "AuditEvent") -> str:
    """The act as a sentence without its subject (`受理了求助`), in the active language; raises UnknownVerb."""
    require(event.verb)
    facts = {"subject_id": event.subject_id, "actor_label": event.actor_label, **event.data}
    return _Words().vformat(str(_SENTENCES[event.verb]), (), facts)


class _Words(Formatter):
    """Old rows may lack what a newer sentence names: shown as a dash, since a log must stay readable for ever."""

    def get_value(self, key: int | str, args: Any, kwargs: Any) -> Any:
        return kwargs.get(key, "—")

    def format_field(self, value: Any, spec: str) -> str:
        if spec == "money":
            return Money(value).text if isinstance(value, int) else str(value)
        if spec == "said":
            return str(shown(value))
        if spec == "personal":
            return str(listed([CALLED.get(one, one) for one in value]))
        if isinstance(value, list):
            return "、".join(str(item) for item in value)
        return str(super().format_field(value, spec))
