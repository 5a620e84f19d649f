"""The way through a report: four questions, then the answers once more before they are sent."""

from dataclasses import asdict, dataclass
from typing import Any

from desk.reports.drafts import Draft
from desk.reports.forms import CategoryForm, DangerForm, PlaceForm, StepForm, WordsForm

CHECK = "check"


@dataclass(frozen=True)
class Step:
    name: str
    number: int
    form: type[StepForm]
    before: str
    after: str

    @property
    def template(self) -> str:
        return f"desk/reports/{self.name}.html"


STEPS = {
    step.name: step
    for step in (
        Step("danger", 1, DangerForm, before="", after="what"),
        Step("what", 2, CategoryForm, before="danger", after="place"),
        Step("place", 3, PlaceForm, before="what", after="words"),
        Step("words", 4, WordsForm, before="place", after=CHECK),
    )
}
HOW_MANY = len(STEPS) + 1


def first_gap(draft: Draft, user: Any, before: str = CHECK) -> tuple[Step, StepForm] | None:
    """The first earlier step whose answer is missing or no longer right, and its form with the error."""
    for step in STEPS.values():
        if step.name == before:
            return None
        form = step.form(asdict(draft), user=user)
        if not form.is_valid():
            return step, form
    return None
