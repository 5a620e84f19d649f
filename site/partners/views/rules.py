"""C4 and E3: conditions as a sentence that is built row by row, with what it would have meant in the last 90 days."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.attempts import attempt
from common.regions.models import Region
from funds import services as funds
from funds.access import may_manage as may_manage_fund
from funds.access import own_funds
from funds.models import Fund
from needs import criteria
from partners.forms.funds import AudienceForm
from partners.forms.programmes import TaskForm, regions_around
from partners.forms.rules import Draft, RuleForm, edited
from partners.frame import answer
from partners.preview import preview
from partners.views.programmes import charity_people, programme_of
from partners.views.setup import enterprise_people
from programmes import services as programmes
from programmes.access import may_manage as may_manage_programme
from workspace.door import SignedIn

WORDS = [(name, word.label) for name, word in criteria.VOCABULARY.items()]


@charity_people
def programme_rules(request: SignedIn, slug: str) -> HttpResponse:
    one = programme_of(request, slug)
    form = rule_form(request, one.rules)
    if pressed_save(request) and attempt(
        request,
        form,
        lambda data: programmes.set_rules(
            programme=one, rules=data["rule"], vocabulary=criteria.VOCABULARY, by=request.user, at=timezone.now()
        ),
        _("救助条件已保存。"),
    ):
        return redirect("partners:programme", one.slug)
    context = {"programme": one, "form": form, "may_manage": may_manage_programme(request.user, one)}
    return answer(
        request, "programme_rules.html", context | beside(form, one.rules, one.region, one.kind), section="programmes"
    )


@enterprise_people
def fund_rules(request: SignedIn, pk) -> HttpResponse:
    one = _fund(request, pk)
    form, audience = rule_form(request, one.rules), kept(request, AudienceForm, one)
    if pressed_save(request) and _save_fund(request, one, form, audience):
        return redirect("partners:fund", one.pk)
    context = {"fund": one, "form": form, "audience": audience, "may_manage": may_manage_fund(request.user, one)}
    return answer(request, "fund_rules.html", context | beside(form, one.rules, one.region, "cash"), section="funds")


@charity_people
@require_POST
def programme_preview(request: SignedIn, slug: str) -> HttpResponse:
    one = programme_of(request, slug)
    return _preview(request, one.region, one.kind)


@enterprise_people
@require_POST
def fund_preview(request: SignedIn, pk) -> HttpResponse:
    one = _fund(request, pk)
    asked = regions_around(one.enterprise).filter(pk=request.POST.get("region", "")).first()
    return _preview(request, asked or one.region, "cash")


def _fund(request: SignedIn, pk) -> Fund:
    return get_object_or_404(own_funds(request.user).select_related("region", "enterprise", "custodian"), pk=pk)


def pressed_save(request: SignedIn) -> bool:
    return request.method == "POST" and request.POST.get("do") == "save"


def rule_form(request: SignedIn, rules: dict[str, Any]) -> RuleForm:
    if request.method != "POST":
        return RuleForm(Draft.of_rule(rules))
    return edited(request.POST) or RuleForm(Draft.of_post(request.POST), request.POST)


def kept(request: SignedIn, form: type[TaskForm], one: Fund) -> TaskForm:
    """A form beside the conditions: judged when the page is saved, kept as typed while rows come and go."""
    if pressed_save(request):
        return form(request.POST, thing=one)
    typed = {name: request.POST.get(name) for name in form.base_fields}
    return form(thing=one, initial=typed) if request.method == "POST" else form(thing=one)


def _save_fund(request: SignedIn, one: Fund, form: RuleForm, audience: TaskForm) -> bool:
    """Audience and pauses are terms, conditions are a version: both forms must stand before either is stored."""
    if not (form.is_valid() and audience.is_valid()):
        return False
    by, now = request.user, timezone.now()
    return attempt(request, audience, lambda data: funds.update_fund(fund=one, by=by, at=now, **data)) and attempt(
        request, form, lambda data: funds.set_rules(fund=one, rules=data["rule"], by=by, at=now), _("救助条件已保存。")
    )


def _preview(request: SignedIn, region: Region, kind: str) -> HttpResponse:
    form = RuleForm(Draft.of_post(request.POST), request.POST)
    return render(request, "partners/_rule_outlook.html", _outlook(form, {}, region, kind))


def beside(form: RuleForm, stored: dict[str, Any], region: Region, kind: str) -> dict[str, Any]:
    return {"words": WORDS, "stored": criteria.in_words(stored), **_outlook(form, stored, region, kind)}


def _outlook(form: RuleForm, stored: dict[str, Any], region: Region, kind: str) -> dict[str, Any]:
    """The sentence and the counts of what is on the page; nothing while a row is unfinished or contradicts another."""
    if form.is_bound:
        rule = form.cleaned_data["rule"] if form.is_valid() else None
        trouble = [str(error) for error in form.non_field_errors()]
    else:
        rule, trouble = (stored if form.draft == Draft.of_rule(stored) else None), []
    if rule is None:
        return {"sentence": "", "outlook": None, "trouble": trouble, "region": region}
    found = preview(rule, region, kind, timezone.now())
    return {"sentence": criteria.in_words(rule), "outlook": found, "trouble": trouble, "region": region}
