"""Declaring an interest, ending it, and keeping an attempt that was stopped."""

import re
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from casework.conflicts_of_interest import access, selectors
from casework.conflicts_of_interest.models import Block, BlockKind, Declaration, Relation
from common.audit.services import record
from common.crypto import blind_index
from common.errors import Refusal
from common.ids import compact, resident_id_errors
from needs.models import Case, Person
from needs.services.contact import phone_and_index
from needs.services.duplicates import ID_NO
from needs.states import OPEN_STATES
from organisations.models import User
from privacy.purposes import Purpose
from privacy.services import Disclosed, disclose

MOST_LIVE = 40
NUMBERS = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|\d{11})(?!\d)")


class Interested(Refusal):
    """慈善法 40: nobody steers help to somebody in whom they have an interest."""


@transaction.atomic
def declare(*, relation: str, name: str, id_no: str = "", phone: str = "", by: User, at: datetime) -> Declaration:
    """Name somebody in whom the declarer has an interest. One of number and telephone is needed for the comparison.

    What it leads to is the same whether or not that person is known here: the answer must not tell.
    """
    if relation not in Relation.values:
        raise Refusal(_("请选择关系。"), field="relation")
    if not name.strip():
        raise Refusal(_("请填写姓名。"), field="name")
    number = compact(id_no) if id_no.strip() else ""
    if number and (errors := resident_id_errors(number)):
        raise Refusal(errors[0], field="id_no")
    phone, phone_index = phone_and_index(phone)
    if not number and not phone:
        raise Refusal(_("身份证号和手机号至少填一项，才能比对。"), field="id_no")
    if selectors.declarations_of(by).count() >= MOST_LIVE:
        raise Refusal(_("最多登记 40 项。请先结束不再需要的登记。"))
    row = Declaration(
        declarer=by,
        relation=relation,
        name=name.strip()[:40],
        id_no=number,
        phone=phone,
        phone_index=phone_index,
        id_index=blind_index(number, ID_NO) if number else "",
        declared_at=at,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Refusal(_("这个人您已经登记过。"), field="id_no") from None
    record(actor=by, verb="interest.declared", subject=row, at=at)
    return row


@transaction.atomic
def end(*, declaration: Declaration, by: User, at: datetime) -> Declaration:
    """The interest is over; it counts for another year, so that it cannot be taken back for one gift."""
    row = Declaration.objects.select_for_update().get(pk=declaration.pk)
    if row.declarer_id != by.pk:
        raise PermissionDenied
    if row.ended_at is None:
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        record(actor=by, verb="interest.ended", subject=row, at=at)
    return row


def refuse_named_person(*, words: str, by: User | None, at: datetime) -> None:
    """Gifts go to programmes, never to a named person: whoever names one is refused, in one sentence for every name.

    The attempt is kept in a transaction of its own, with the case if the number is a household member's: the auditor
    reads that, the donor does not. Empty words refuse nothing.
    """
    if not words.strip():
        return
    _keep(BlockKind.NAMED, by, _case_named(words), at, words.strip()[:400])
    raise Interested(
        _("捐赠只能给慈善项目，不能指定帮助某个人。请把这一栏留空；如果您认识的人遇到困难，请为他上报求助。"),
        field="helped_person",
    )


def require_no_interest(*, case: Case, by: User | None, at: datetime) -> None:
    """Asked before a gift for one need. What is refused depends only on what the donor holds and has declared.

    Own telephone: the household is the donor's own. Declared interests: such a donor gives to programmes, for whichever
    need they ask; a refusal only for the right need would let anybody find out whose need it is, name by name.
    """
    if by is None:
        return
    if selectors.own_household(by, case.household_id):
        _keep(BlockKind.OWN_HOUSEHOLD, by, case, at)
        raise Interested(_("这份求助与您登记的手机号有关，不能由您指定捐赠。您可以捐给项目。"))
    if selectors.counting_declarations([by.pk], at).exists():
        raise Interested(_("您登记过利害关系，为避免指定给亲属，您的捐赠请给项目，由慈善组织按规则帮助家庭。"))


@transaction.atomic
def read_all(*, by: User, at: datetime) -> list[Disclosed]:
    """Everything declared, for the auditor; the reading is noted row by row."""
    return [
        disclose(subject=row, fields=("name", "relation"), viewer=by, purpose=Purpose.OVERSEE, at=at)
        for row in access.declarations_for_audit(by)
    ]


def _case_named(words: str) -> Case | None:
    """The open case of a person whose number or telephone stands in the words."""
    for text in NUMBERS.findall(compact(words)):
        if len(text) == 18:
            people = Person.objects.filter(id_index=blind_index(text.upper(), ID_NO))
        else:
            people = _by_phone(text)
        case = Case.objects.filter(household__people__in=people, state__in=OPEN_STATES).first()
        if case:
            return case
    return None


def _by_phone(text: str):
    try:
        return Person.objects.filter(phone_index=phone_and_index(text)[1])
    except Refusal:
        return Person.objects.none()


@transaction.atomic
def _keep(kind: str, by: User | None, case: Case | None, at: datetime, words: str = "") -> Block:
    block = Block.objects.create(kind=kind, actor=by, case=case, words=words, at=at)
    record(actor=by, verb="interest.blocked", subject=block, data={"kind": str(BlockKind(kind).value)}, at=at)
    return block
