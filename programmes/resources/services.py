"""The verbs of an offered resource: listed, kept up to date, paused, withdrawn. Stock moves in `stock.py`."""

from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from common.acts.doing import act
from common.errors import Refusal
from common.items import KIND_OF_CATEGORY, ItemKind
from common.regions.models import Region
from common.rules import Vocabulary, parse
from common.sequences.models import next_number
from organisations.models import Organisation, User
from programmes.resources.act_subjects import RESOURCES
from programmes.resources.models import UNITS_OF_KIND, Resource, Source

KEEPERS = ("charity", "service_org")
# What the owner may change later; kind, category, unit and share stay, since lots and matches are counted in them.
EDITABLE = frozenset({"name", "name_en", "cap_shares", "region", "ends_on", "delivery", "terms", "restriction"})


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
    rules: dict[str, Any] | None = None,
    vocabulary: Vocabulary | None = None,
    **fields: Any,
) -> Resource:
    """A new line of the list, without stock. `rules` are conditions in `vocabulary`, which the caller brings (the words
    belong to the demand side); `fields` are among `EDITABLE`."""
    _known(fields)
    resource = Resource(
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
    with act(RESOURCES, resource, "list", by=by, at=at) as resource:
        resource.number = f"ZY{localdate(at):%y}{next_number(f'resource/{localdate(at):%Y}'):04d}"
        _check(resource)
    return resource


def update_resource(*, resource: Resource, by: User, at: datetime, **fields: Any) -> Resource:
    """Change what the owner may change; the line counts as refreshed, since somebody has looked at it."""
    _known(fields)
    with act(RESOURCES, resource, "update", by=by, at=at) as resource:
        for name, value in fields.items():
            setattr(resource, name, value)
        _check(resource)
        resource.refreshed_on = max(resource.refreshed_on, localdate(at))
    return resource


def set_rules(*, resource: Resource, rules: dict[str, Any], vocabulary: Vocabulary, by: User, at: datetime) -> Resource:
    """Who may receive it; a match keeps the version by which it was judged."""
    with (doing := act(RESOURCES, resource, "set_rules", by=by, at=at)) as resource:
        rules = parse(rules, vocabulary)
        if rules == resource.rules:
            return doing.repeated(resource)
        resource.rules, resource.rule_version = rules, resource.rule_version + 1
    return resource


def refresh_resource(*, resource: Resource, by: User, at: datetime) -> Resource:
    """Still on offer: the half-yearly look. Without it the line takes part in no matching."""
    with act(RESOURCES, resource, "refresh", by=by, at=at) as resource:
        resource.refreshed_on = max(resource.refreshed_on, localdate(at))
    return resource


def pause_resource(*, resource: Resource, by: User, at: datetime) -> Resource:
    with act(RESOURCES, resource, "pause", by=by, at=at) as resource:
        return resource


def resume_resource(*, resource: Resource, by: User, at: datetime) -> Resource:
    with act(RESOURCES, resource, "resume", by=by, at=at) as resource:
        return resource


def withdraw_resource(*, resource: Resource, by: User, at: datetime) -> Resource:
    """For good. What is reserved is still handed out; the rest stays in the keeper's books until it is written off."""
    with act(RESOURCES, resource, "withdraw", by=by, at=at) as resource:
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
