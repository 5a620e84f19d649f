"""The verbs of a stay. Beds are counted by the database under the lock of their row; a full house names the nearest free."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from casework.stations.act_subjects import STAYS
from casework.stations.beds import FreeBeds, bed_for, kind_for, nearest_free
from casework.stations.models import BedKind, Beds, Keeper, Station, Stay
from common.acts.doing import act
from common.crypto import blind_index
from common.errors import Refusal
from common.ids import birth_date, compact, is_male, resident_id_errors
from common.presence import present
from common.sequences.models import next_number
from needs.access import cases_for
from needs.causes import NEVER_PUBLISHED, Cause
from needs.models import Case
from needs.models.household import Sex
from organisations.models import User

ID_NO = "stations.Stay.id_no"
GROWN_UP = 18
TOLD = (
    "case",
    "name",
    "id_no",
    "id_index",
    "sex",
    "birth_year",
    "wants_woman",
    "sensitive",
    "belongings",
    "circumstances",
    "origin",
    "relatives",
    "transport",
)


class StationFull(Refusal):
    """No bed of this kind is free; `offers`: where one is, the nearest station first."""

    def __init__(self, station: Station, bed_label: str, offers: list[FreeBeds]) -> None:
        self.offers = offers
        nearest = (
            _("最近的空床在%(name)s（约 %(km)d 公里，空 %(free)d 张）。")
            % {"name": str(offers[0].station), "km": offers[0].distance_km, "free": offers[0].free}
            if offers
            else _("全市都没有空床，请报市民政局。")
        )
        super().__init__(
            _("%(station)s的%(bed)s已满。%(nearest)s")
            % {"station": str(station), "bed": bed_label, "nearest": nearest},
            field="station",
        )


class WomanNeeded(Refusal):
    def __init__(self) -> None:
        super().__init__(_("女性求助人和提出要求的人，由女性工作人员照料（救助管理办法第八条）。"), field="carer")


@dataclass(frozen=True)
class Guest:
    """What a person tells about themselves; everything but the sex may be unknown."""

    sex: str
    name: str = ""
    id_no: str = ""
    birth_year: int | None = None
    wants_woman: bool = False
    sensitive: bool = False
    origin: str = ""
    circumstances: str = ""
    belongings: str = ""
    relatives: str = ""


def take_in(
    *,
    station: Station,
    guest: Guest,
    by: User,
    at: datetime,
    case: Case | None = None,
    sent_from: Station | None = None,
    token: UUID | None = None,
) -> Stay:
    """Give somebody a bed, at once. With `sent_from` a full station sends on: one act of one named person, who works at
    the full one; both counties are told the number. Raises StationFull with the nearest offers.
    """
    stay = Stay(station=station, sent_from=sent_from, case=case, taken_in_by=by, arrived_at=at, **_fields(guest))
    if token:
        stay.token = token
    with (doing := act(STAYS, stay, "send_on" if sent_from else "take_in", by=by, at=at)) as stay:
        if case is not None and not cases_for(by).filter(pk=case.pk).exists():
            raise PermissionDenied
        if token and (sent := Stay.objects.filter(token=token).first()):
            return doing.repeated(sent)
        stay.minor = _checked(guest, at)
        _require_kind(station, stay.minor)
        stay.beds = _free_beds(station, bed_for(sex=guest.sex, minor=stay.minor))
        stay.bed, stay.number = stay.beds.kind, _number(station, at)
        hidden = case is not None and (case.household.sensitive or Cause(case.cause) in NEVER_PUBLISHED)
        stay.sensitive = guest.sensitive or stay.minor or hidden
        doing.data["station"] = str(station)
        if sent_from is not None:
            doing.data["from_station"] = str(sent_from)
    return stay


def admit(*, stay: Stay, carer: Keeper, by: User, at: datetime) -> Stay:
    """A named keeper looks after the guest; may be changed while the guest stays."""
    with act(STAYS, stay, "admit", by=by, at=at) as stay:
        if carer.station_id != stay.station_id or carer.ended_at:
            raise Refusal(_("请选择本站的工作人员。"), field="carer")
        if stay.by_woman and carer.sex != Sex.FEMALE:
            raise WomanNeeded
        stay.carer, stay.carer_sex = carer, carer.sex
    return stay


def contact(*, stay: Stay, note: str, by: User, at: datetime, relatives: str = "") -> Stay:
    """Relatives or the place of origin were reached: what they said, who comes, when."""
    with act(STAYS, stay, "contact", by=by, at=at) as stay:
        stay.note = _said(note)
        stay.relatives = relatives.strip() or stay.relatives
    return stay


def send_home(*, stay: Stay, transport: str, belongings_returned: bool, by: User, at: datetime) -> Stay:
    """A ticket or an escort home, never money in the hand and never a fee (第十条)."""
    if not transport.strip():
        raise Refusal(_("请写明车次或护送安排。"), field="transport")
    return _exit(stay, "send_home", belongings_returned, by, at, transport=transport.strip())


def refer(*, stay: Stay, note: str, belongings_returned: bool, by: User, at: datetime) -> Stay:
    """To a hospital, a welfare home, another office: where, and who took over."""
    return _exit(stay, "refer", belongings_returned, by, at, note=_said(note))


def leave(*, stay: Stay, belongings_returned: bool, by: User, at: datetime) -> Stay:
    """A grown-up goes when they want and says no reason (第十一条). A child is not let go alone."""
    if stay.minor:
        raise Refusal(_("未成年人不能自行离站，请联系监护人接回或转介（救助管理办法第十一条）。"))
    return _exit(stay, "leave", belongings_returned, by, at)


def move(*, stay: Stay, to: Station, by: User, at: datetime) -> Stay:
    """Another station takes over: the old bed becomes free and the new one taken, in one act of one named person."""
    with (doing := act(STAYS, stay, "move", by=by, at=at)) as stay:
        if to.pk == stay.station_id:
            raise Refusal(_("已在这个站。"), field="station")
        _require_kind(to, stay.minor)
        both = Beds.objects.filter(station__in=[stay.station_id, to.pk], kind=stay.bed)
        # in one order: two moves in opposite directions must not wait in a ring
        list(both.select_for_update().order_by("pk"))
        following = _following(stay, to, _free_beds(to, stay.bed), by, at)
        stay.moved_to, stay.left_at, stay.left_by, stay.belongings_returned = following, at, by, True
        doing.data.update(station=str(to), next=following.number)
        doing.ids["stay_id"] = following.pk
    return following


def _following(stay: Stay, to: Station, beds: Beds, by: User, at: datetime) -> Stay:
    """The stay at the other station, with all that was told at the first."""
    told = {name: getattr(stay, name) for name in TOLD}
    following = Stay(station=to, sent_from=stay.station, beds=beds, bed=beds.kind, minor=stay.minor, **told)
    following.number, following.taken_in_by, following.arrived_at = _number(to, at), by, at
    following.save(force_insert=True)
    return following


def _exit(
    stay: Stay,
    verb: Literal["send_home", "refer", "leave"],
    belongings_returned: bool,
    by: User,
    at: datetime,
    **fields: str,
) -> Stay:
    with act(STAYS, stay, verb, by=by, at=at) as stay:
        if stay.belongings and not belongings_returned:
            raise Refusal(_("随身物品还没有交还。"), field="belongings_returned")
        for name, value in fields.items():
            setattr(stay, name, value)
        stay.left_at, stay.left_by, stay.belongings_returned = at, by, belongings_returned
    return stay


def _free_beds(station: Station, bed: str) -> Beds:
    """The locked row of this kind of bed, with one free at least."""
    beds = Beds.objects.select_for_update().filter(station=station, kind=bed).first()
    if beds is None or beds.free < 1:
        raise StationFull(station, str(BedKind(bed).label), nearest_free(station, bed))
    return beds


def _require_kind(station: Station, minor: bool) -> None:
    if station.kind != kind_for(minor):
        raise Refusal(_("未成年人送未成年人救助保护中心。") if minor else _("这里只接待未成年人。"), field="station")


def _checked(guest: Guest, at: datetime) -> bool:
    """Whether the guest is under age, by identity number or year of birth; somebody of unknown age is a grown-up."""
    today = localdate(at)
    if guest.sex not in (Sex.MALE, Sex.FEMALE):
        raise Refusal(_("请选择性别，男女分室住宿。"), field="sex")
    if not guest.id_no:
        return guest.birth_year is not None and today.year - guest.birth_year < GROWN_UP
    if errors := resident_id_errors(guest.id_no, today):
        raise Refusal(errors[0], field="id_no")
    number = compact(guest.id_no)
    if is_male(number) != (guest.sex == Sex.MALE):
        raise Refusal(_("性别与身份证号不一致，请核对。"), field="sex")
    born = present(birth_date(number))  # among the errors above
    return (today.year - born.year) - ((today.month, today.day) < (born.month, born.day)) < GROWN_UP


def _fields(guest: Guest) -> dict[str, Any]:
    number = compact(guest.id_no) if guest.id_no else ""
    texts = {
        name: getattr(guest, name).strip() for name in ("name", "origin", "circumstances", "belongings", "relatives")
    }
    return {
        **texts,
        "sex": guest.sex,
        "birth_year": guest.birth_year,
        "wants_woman": guest.wants_woman,
        "id_no": number,
        "id_index": blind_index(number, ID_NO) if number else "",
    }


def _number(station: Station, at: datetime) -> str:
    day = localdate(at)
    return f"J{station.county_id[:6]}{day:%y%m%d}{next_number(f'stay/{station.county_id[:6]}/{day}'):03d}"


def _said(text: str) -> str:
    text = (text or "").strip()
    if not text:
        raise Refusal(_("请写明联系和去向。"), field="note")
    return text
