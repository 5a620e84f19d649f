"""The one base of every "no" that a person may read."""

from django.utils.functional import Promise


class Refusal(Exception):
    """A rule was not met: `str(error)` is a sentence for the user; `field` names the form field at fault, if any."""

    def __init__(self, sentence: str | Promise, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field

    def __str__(self) -> str:
        # Translated only now: the reader's language is known where the sentence is shown, not where it was raised.
        return str(self.sentence)
