"""Each field of each model is either declared personal beside it, or known here as not personal: a new one fails.

`not_personal.txt` holds one line per model: `app.Model: field field …`.
"""

from pathlib import Path

from django.apps import apps

from common.crypto import EncryptedTextField

LIST = Path(__file__).with_name("not_personal.txt")
APPS = (
    "organisations",
    "needs",
    "complaints",
    "emerging",
    "programmes",
    "funds",
    "ledger",
    "donations",
    "matching",
    "audit",
    "outbox",
    "files",
    "regions",
    "sequences",
    "common",
    "policy",
    "limits",
    "low_balance",
    "purpose_changes",
    "reserves",
    "sheets",
    "objections",
    "related",
)
APPS += ("volunteers", "volunteering", "stations", "resources", "pools")
APPS += ("referrals", "notices")


def ours():
    return [
        model
        for model in apps.get_models()
        if model._meta.app_label in APPS and not model.__module__.startswith(("django.", "wagtail.", "allauth."))
    ]


def declared(model) -> frozenset[str]:
    return frozenset(getattr(model, "PERSONAL", frozenset()))


def known() -> dict[str, set[str]]:
    lines = [line for line in LIST.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return {name: set(fields.split()) for name, _colon, fields in (line.partition(":") for line in lines)}


def fields_of(model) -> set[str]:
    return {field.name for field in model._meta.get_fields() if getattr(field, "concrete", False)}


def test_every_field_is_declared_personal_or_known_not_to_be():
    listed = known()
    undeclared = {
        model._meta.label: sorted(fields_of(model) - declared(model) - listed.get(model._meta.label, set()))
        for model in ours()
    }
    assert {name: fields for name, fields in undeclared.items() if fields} == {}
    assert len(undeclared) >= 40


def test_no_field_is_both_and_none_is_listed_that_is_gone():
    models = {model._meta.label: model for model in ours()}
    for name, fields in known().items():
        assert name in models, f"{name} is gone"
        assert fields & declared(models[name]) == set(), name
        assert fields <= fields_of(models[name]), name


def test_personal_names_are_fields_of_their_model():
    assert {f"{model._meta.label}.{name}" for model in ours() for name in declared(model) - fields_of(model)} == set()


def test_every_encrypted_field_is_declared_personal():
    assert {
        f"{model._meta.label}.{field.name}"
        for model in ours()
        for field in model._meta.concrete_fields
        if isinstance(field, EncryptedTextField) and field.name not in declared(model)
    } == set()


def test_the_public_need_holds_nothing_personal():
    need = apps.get_model("needs", "PublicNeed")
    assert declared(need) == frozenset()
    assert not any(isinstance(field, EncryptedTextField) for field in need._meta.concrete_fields)
