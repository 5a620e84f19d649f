"""Walking one case through the real services, each step by the person who would do it, at the time of its story."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from common.outbox.services import deliver_due
from common.regions.models import Region
from demo import boards, moments, plan
from demo.bulk.office import Office
from demo.bulk.public_texts import bands, deadline, passing_text
from demo.people import Cast, stable_id
from demo.stories import Story
from needs import services as needs
from needs.models import Case, Clue, NeedItem
from needs.models.verification import FACTS
from needs.services.cases import HouseholdFacts, PersonFacts
from organisations.models import Organisation
from publication import services as publication
from publication.models import PublicNeed

SERIAL = 100_000  # numbers of the people in these cases lie apart from those of the year
SHARED = ("name", "phone", "bank_account")
CONSENT_LASTS = timedelta(days=180)


class Stage:
    """The place where a case is acted out: who is there, which day it is."""

    def __init__(self, cast: Cast, day: date, seed: int) -> None:
        self.cast, self.day, self.seed = cast, day, seed
        self.now = moments.morning(day)
        self.office = Office(cast)
        self.evening = moments.office_day(day, 1, 17, 40)  # the last moment of yesterday's office
        self._serial = 0

    def settle(self, at: datetime) -> None:
        """Let the news travel at the time at which it happened, so that timelines tell the right day."""
        while deliver_due(at + timedelta(minutes=1)):
            pass

    def draw(
        self,
        key: str,
        *,
        days: int,
        prefix: str = "990121",
        township: str = "",
        cause: str = "",
        urgency: str = "",
        consent: str = "full",
    ) -> Story:
        """A story that began so many days ago; its number comes from its key, so the order of making does not matter."""
        chance = random.Random(f"live/{self.seed}/{key}")
        index = SERIAL + int(stable_id("live", key).int % 80_000)
        return plan.story(
            chance,
            index=index,
            day=self.day - timedelta(days=days),
            today=self.day,
            stage="open",
            prefix=prefix,
            township=township,
            cause=cause,
            urgency=urgency,
            consent=consent,
        )

    # one step each

    def report(
        self, story: Story, key: str, *, words: str = "", danger: bool = False, at: datetime | None = None
    ) -> Clue:
        head, channel = story.people[0], story.channel
        by = {"hotline": self.office.hotline, "window": self.office.clerk}.get(channel, self.office.grid)(story)
        return needs.report_clue(
            token=stable_id("live-clue", key),
            channel=channel,
            category=story.category,
            region=Region.objects.get(pk=story.village),
            words=words or story.reported,
            life_danger=danger,
            oral_consent="yes",
            by=by,
            household_name=head.name,
            household_phone=head.phone,
            at=at or story.times["reported"],
        )

    def open(self, story: Story, key: str, clue: Clue | None = None) -> Case:
        clerk, times = self.office.clerk(story), story.times
        clue = clue or self.report(story, key)
        clue = needs.take_clue(clue=clue, by=clerk, at=times["taken"])
        head, *others = [
            PersonFacts(
                name=one.name,
                id_no=one.id_no,
                phone=one.phone,
                sex="1" if one.male else "2",
                relation=one.relation,
                birth_year=one.born.year,
                bank_account=one.bank,
            )
            for one in story.people
        ]
        case = needs.open_case(
            clue=clue,
            head=head,
            others=tuple(others),
            cause=story.cause,
            urgency=story.urgency,
            track=story.track,
            event_on=story.times["event"].date(),
            summary=story.summary,
            hospital=story.hospital,
            school=story.school,
            employer=story.employer,
            by=clerk,
            at=times["opened"],
            household=HouseholdFacts(
                size=story.size,
                minors=story.minors,
                elderly=story.elderly,
                disabled=story.disabled,
                identity=story.identity,
                monthly_income_fen=story.income_fen,
                local_hukou=story.local,
                village_name=story.village_name,
                address=f"{story.village_name}{story.index % 12 + 1}组",
            ),
        )
        for number, want in enumerate(story.wants):
            asked = want.cost_fen - want.insurance_fen if want.kind == "cash" else 0
            needs.add_item(
                case=case,
                kind=want.kind,
                category=want.category,
                requested_fen=asked,
                quantity=want.quantity,
                by=clerk,
                at=times["opened"] + timedelta(minutes=4 + number),
            )
        return case

    def sign(self, story: Story, case: Case, *, second: bool = True, swapped: bool = False) -> None:
        """The visit: costs checked, two signatures or one. `swapped`: the reviewer signs first."""
        first, other = self.office.clerk(story), self.office.reviewer(story)
        if swapped:
            first, other = other, first
        for item, want in zip(self.items(case), story.wants, strict=True):
            needs.verify_item(
                item=item,
                verified_cost_fen=want.cost_fen,
                insurance_fen=want.insurance_fen,
                evidence="seen",
                by=self.office.clerk(story),
                at=story.times["signed"],
            )
        visit = needs.sign_first(
            case=case,
            method="visit",
            visited_on=story.times["signed"].date(),
            facts=dict.fromkeys(FACTS, "true"),
            by=first,
            at=story.times["signed"],
        )
        if second:
            needs.sign_second(verification=visit, by=other, at=story.times["seconded"])

    def aid(self, story: Story, case: Case) -> None:
        boards.walk(self.office, story, case)
        reviewer, first, at = self.office.reviewer(story), self.items(case)[0], story.times["aided"]
        temporary = min(story.temporary_fen, story.wants[0].statutory_fen)
        for aid_type, fen in (("temporary_aid", temporary), ("medical_aid", story.wants[0].statutory_fen - temporary)):
            if fen:
                needs.record_aid(
                    case=case,
                    aid_type=aid_type,
                    state="granted",
                    amount_fen=fen,
                    item=first,
                    basis="CC-2026 规则包",
                    by=reviewer,
                    at=at,
                )
        if not case.statutory_aids.exists():
            needs.record_aid(case=case, aid_type="temporary_aid", state="not_applicable", by=reviewer, at=at)

    def confirm(self, story: Story, case: Case) -> Case:
        return needs.confirm_gap(case=case, by=self.office.reviewer(story), at=story.times["confirmed"])

    def agree(
        self, story: Story, case: Case, recipient: Organisation | None = None, at: datetime | None = None
    ) -> None:
        """Consent to publish, or to share with one recipient; asked for only once."""
        known = case.consents.filter(
            recipient=recipient, withdrawn_at__isnull=True, purpose="share" if recipient else "publish"
        )
        if not known.exists():
            at = at or story.times["consented"]
            needs.record_consent(
                case=case,
                purpose="share" if recipient else "publish",
                recipient=recipient,
                form="written",
                fields=SHARED if recipient else (),
                expires_at=at + CONSENT_LASTS,
                by=self.office.clerk(story),
                at=at,
            )

    def write(self, story: Story, case: Case, key: str, *, submit: bool = True) -> PublicNeed:
        clerk = self.office.clerk(story)
        title, text, _gate = passing_text(story, key)
        age, household = bands(story)
        need = publication.write_public_text(
            case=case,
            title=title,
            story=text,
            age_band=age,
            household_band=household,
            deadline_on=deadline(story, story.times["published"], self.day),
            by=clerk,
            at=story.times["written"],
        )
        return (
            publication.submit_public_text(public_need=need, by=clerk, at=story.times["submitted"]) if submit else need
        )

    def publish(self, story: Story, need: PublicNeed) -> PublicNeed:
        need = publication.publish(public_need=need, by=self.office.approver(story.county), at=story.times["published"])
        self.settle(story.times["published"])
        return need

    @staticmethod
    def items(case: Case) -> list[NeedItem]:
        return list(case.items.order_by("created_at", "pk"))

    def walk(self, story: Story, key: str, until: str) -> Case:
        """From the report as far as `until`; the names are those of `live.STOPS`."""
        case = self.open(story, key)
        if until == "opened":
            return case
        self.sign(
            story, case, second=until not in ("signed", "signed_by_reviewer"), swapped=until == "signed_by_reviewer"
        )
        if until in ("signed", "signed_by_reviewer", "seconded"):
            return case
        self.aid(story, case)
        if until == "gap":
            return case
        case = self.confirm(story, case)
        if until == "confirmed":
            return case
        self.agree(story, case)
        if until == "consented":
            return case
        need = self.write(story, case, key, submit=until != "drafted")
        if until not in ("drafted", "submitted"):
            self.publish(story, need)
        return Case.objects.get(pk=case.pk)
