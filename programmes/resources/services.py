"""The verbs of an offered resource: listed, kept up to date, paused, withdrawn. Stock moves in `stock.py`."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from common.audit.services import record
from common.errors import Refusal
from common.items import KIND_OF_CATEGORY, ItemKind
from common.outbox.services import announce
from common.regions.models import Region
from common.rules import Vocabulary, parse
from common.sequences.models import next_number
from organisations import access as people
from organisations.models import Organisation, User
from organisations.permissions import Permission as P
from programmes.resources import access
from programmes.resources.models import UNITS_OF_KIND, Resource, Source
from programmes.resources.states import RESOURCE

KEEPERS = ("charity", "service_org")
# What the owner may change later; kind, category, unit and share stay, since lots and matches are counted in them.
EDITABLE = frozenset({"name", "name_en", "cap_shares", "region", "ends_on", "delivery", "terms", "restriction"})


@transaction.atomic
def list_resource(
    *,
    owner: Organisation,
    keeper: Organisation,
    name: str,
    kind: str,
    category: str,
    unit: str,
    region: Region,
    starts_on: date,
    delivery: str,
    source: str,
    by: User,
    at: datetime,
    per_share: int = 1,
    rules: dict | None = None,
    vocabulary: Vocabulary | None = None,
    **fields: Any,
) -> Resource:
    """A new line of the list, without stock. `rules` are conditions in `vocabulary`, which the caller brings (the words
    belong to the demand side); `fields` are among `EDITABLE`."""
    if owner.pk not in {one.pk for one in people.organisations_with(by, P.MANAGE_RESOURCES)}:
        raise PermissionDenied
    _known(fields)
    resource = Resource(
        number=f"ZY{localdate(at):%y}{next_number(f'resource/{localdate(at):%Y}'):04d}",
        owner=owner,
        keeper=keeper,
        name=name.strip(),
        kind=kind,
        category=category,
        unit=unit,
        per_share=per_share,
        region=region,
        starts_on=starts_on,
        delivery=delivery,
        source=source,
        rules=parse(rules or {}, vocabulary or {}),
        refreshed_on=localdate(at),
        created_by=by,
        created_at=at,
        **fields,
    )
    _check(resource)
    resource.save(force_insert=True)
    _record(resource, "resource.listed", by, at)
    announce("resource.listed", f"resource:{resource.pk}:listed", resource_id=resource.pk)
    return resource


@transaction.atomic
def update_resource(*, resource: Resource, by: User, at: datetime, **fields: Any) -> Resource:
    """Change what the owner may change; the line counts as refreshed, since somebody has looked at it."""
    resource = _locked(resource, by)
    _known(fields)
    changed = {name for name, value in fields.items() if getattr(resource, name) != value}
    for name in changed:
        setattr(resource, name, fields[name])
    _check(resource)
    resource.refreshed_on = max(resource.refreshed_on, localdate(at))
    resource.save(update_fields=[*sorted(changed), "refreshed_on"])
    _record(resource, "resource.updated", by, at)
    return resource


@transaction.atomic
def set_rules(*, resource: Resource, rules: dict[str, Any], vocabulary: Vocabulary, by: User, at: datetime) -> Resource:
    """Who may receive it; a match keeps the version by which it was judged."""
    resource = _locked(resource, by)
    rules = parse(rules, vocabulary)
    if rules == resource.rules:
        return resource
    resource.rules, resource.rule_version = rules, resource.rule_version + 1
    resource.save(update_fields=["rules", "rule_version"])
    _record(resource, "resource.updated", by, at)
    return resource


@transaction.atomic
def refresh_resource(*, resource: Resource, by: User, at: datetime) -> Resource:
    """Still on offer: the half-yearly look. Without it the line takes part in no matching."""
    resource = _locked(resource, by)
    resource.refreshed_on = max(resource.refreshed_on, localdate(at))
    resource.save(update_fields=["refreshed_on"])
    _record(resource, "resource.refreshed", by, at)
    return resource


def pause_resource(*, resource: Resource, by: User, at: datetime) -> Resource:
    return _move(resource, "pause", "resource.paused", by, at)


def resume_resource(*, resource: Resource, by: User, at: datetime) -> Resource:
    return _move(resource, "resume", "resource.resumed", by, at)


def withdraw_resource(*, resource: Resource, by: User, at: datetime) -> Resource:
    """For good. What is reserved is still handed out; the rest stays in the keeper's books until it is written off."""
    return _move(resource, "withdraw", "resource.withdrawn", by, at)


@transaction.atomic
def _move(resource: Resource, verb: str, done: str, by: User, at: datetime) -> Resource:
    resource = _locked(resource, by)
    resource.state = RESOURCE.next(resource.state, verb)
    resource.save(update_fields=["state"])
    _record(resource, done, by, at)
    return resource


def _locked(resource: Resource, by: User) -> Resource:
    resource = Resource.objects.select_for_update(of=("self",)).select_related("owner", "keeper").get(pk=resource.pk)
    if not access.may_offer(by, resource):
        raise PermissionDenied
    return resource


def _check(resource: Resource) -> None:
    """What a line must satisfy, in words; the database says the same without words."""
    kind = ItemKind(resource.kind)
    if resource.category not in KIND_OF_CATEGORY[kind] or kind == ItemKind.CASH:
        raise Refusal(_("这个项目不属于所选的形式。"), field="category")
    if resource.unit not in UNITS_OF_KIND[kind]:
        raise Refusal(_("这种形式不用这个单位计数。"), field="unit")
    if resource.keeper.kind not in KEEPERS:
        raise Refusal(_("保管和发放的机构须是慈善组织或社会服务机构。"), field="keeper")
    if resource.per_share < 1:
        raise Refusal(_("每份数量至少为 1。"), field="per_share")
    if resource.ends_on and resource.ends_on < resource.starts_on:
        raise Refusal(_("结束日期不能早于开始日期。"), field="ends_on")
    if (resource.source == Source.RESTRICTED) != bool(resource.restriction.strip()):
        raise Refusal(_("有限定用途的资源要写明用途；其他来源不写。"), field="restriction")
    taken = Resource.objects.filter(owner=resource.owner, name=resource.name).exclude(pk=resource.pk)
    if taken.exists():
        raise Refusal(_("本机构已有同名的资源。"), field="name")


def _known(fields: dict[str, Any]) -> None:
    if unknown := set(fields) - EDITABLE:
        raise TypeError(f"A resource's {', '.join(sorted(unknown))} cannot be set here.")


def _record(resource: Resource, verb: str, by: User, at: datetime) -> None:
    record(
        actor=by,
        verb=verb,
        subject=resource,
        organisation_id=resource.owner_id,
        data={"number": resource.number},
        at=at,
    )
