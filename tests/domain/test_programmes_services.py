"""A programme is drafted by its charity, reviewed by another body, and runs by the version of its rules."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from common.acts.tables import IllegalMove
from common.audit.models import AuditEvent
from common.calendar import months_later
from common.errors import Refusal
from common.outbox.models import OutboxEvent
from common.outbox.services import deliver_due
from common.reasons import ReasonMissing
from common.regions import demo_city
from common.rules import RuleError
from needs import criteria
from organisations.models import Notification
from programmes import checks, readiness, services
from programmes.act_subjects import AuthorApproves
from programmes.models import Programme, RuleVersion
from tests.factories import partners as make
from tests.factories.regions import demo_region

pytestmark = pytest.mark.django_db
NOW = make.NOW
OTHER_RULES = {"all": [{"field": "income_fen", "op": "lte", "value": 150_000}]}


def fresh(programme: Programme) -> Programme:
    return Programme.objects.get(pk=programme.pk)


def test_a_draft_runs_after_submission_and_approval_by_another_body():
    programme = make.draft_programme()
    services.submit_programme(programme=programme, by=programme.created_by, at=NOW)
    officer = make.approver()
    services.approve_programme(programme=programme, by=officer, at=NOW)
    programme = fresh(programme)
    assert (programme.state, programme.approved_by, programme.approved_at) == ("running", officer, NOW)
    assert programme.report_due_on == date(2027, 2, 24)  # three months on: it runs for two years
    verbs = AuditEvent.objects.filter(subject_id=str(programme.pk)).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["programme.created", "programme.rules_set", "programme.submitted", "programme.approved"]
    topics = OutboxEvent.objects.filter(payload__programme_id=str(programme.pk)).values_list("topic", flat=True)
    assert set(topics) == {"programme.created", "programme.rules_set", "programme.submitted", "programme.approved"}


def test_only_a_manager_of_the_charity_drafts_and_changes():
    programme = make.draft_programme()
    strangers = [
        make.person("charity_manager", make.charity()),
        make.person("charity_caseworker", programme.charity),
        make.approver(),
    ]
    for stranger in strangers:
        with pytest.raises(PermissionDenied):
            services.update_programme(programme=programme, by=stranger, at=NOW, materials="别的")
        with pytest.raises(PermissionDenied):
            services.set_rules(
                programme=programme, rules=OTHER_RULES, vocabulary=criteria.VOCABULARY, by=stranger, at=NOW
            )
        with pytest.raises(PermissionDenied):
            services.submit_programme(programme=programme, by=stranger, at=NOW)
    assert fresh(programme).state == "draft" and fresh(programme).rules == make.RULES


def test_a_programme_with_open_tasks_is_not_submitted_and_the_sentence_names_them():
    programme = make.draft_programme(materials="", contact_phone="")
    with pytest.raises(services.NotReady, match="材料、联系人"):
        services.submit_programme(programme=programme, by=programme.created_by, at=NOW)
    assert fresh(programme).state == "draft"


@pytest.mark.parametrize(
    ("missing", "task"),
    [
        ({"purpose": ""}, "basics"),
        ({"standard": ""}, "money"),
        ({"surplus_rule": ""}, "money"),
        ({"fundraising_cost": " "}, "money"),
        ({"cap_fen": None}, "money"),
        ({"materials": ""}, "materials"),
        ({"contact_name": ""}, "contact"),
    ],
)
def test_each_task_is_open_until_its_parts_are_there(missing, task):
    programme = make.draft_programme(**missing)
    assert [one.key for one in readiness.tasks(programme) if not one.done] == [task]


def test_goods_need_no_cap_and_a_charity_without_an_account_cannot_submit():
    assert readiness.is_ready(make.draft_programme(kind="goods", cap_fen=None))
    without = make.draft_programme(make.charity(bank_account_label=""))
    assert [one.key for one in readiness.tasks(without) if not one.done] == ["receiving"]


def test_the_approver_is_of_the_charitys_area():
    programme = make.submitted_programme()  # the charity's seat is the city
    with pytest.raises(PermissionDenied):
        services.approve_programme(programme=programme, by=make.approver("990121000000"), at=NOW)
    with pytest.raises(PermissionDenied):
        services.approve_programme(programme=programme, by=programme.created_by, at=NOW)
    assert fresh(programme).state == "review"


def test_a_county_approves_a_charity_of_the_county():
    holder = make.charity(region=demo_city.QINGPING_STREET)
    programme = make.submitted_programme(holder)
    services.approve_programme(programme=programme, by=make.approver("990121000000"), at=NOW)
    assert fresh(programme).state == "running"


def test_the_author_does_not_approve_even_when_the_person_also_works_for_civil_affairs():
    holder = make.charity()
    author = make.person("charity_manager", holder)
    programme = make.submitted_programme(holder, author)
    make.join(author, "county_approver", make.office())
    with pytest.raises(PermissionDenied):  # works for the charity
        services.approve_programme(programme=programme, by=author, at=NOW)
    author.memberships.filter(organisation=holder).update(ended_at=NOW)
    author.__dict__.pop("_live_memberships", None)
    with pytest.raises(AuthorApproves):
        services.approve_programme(programme=programme, by=author, at=NOW)
    assert fresh(programme).state == "review"


def test_sending_back_needs_a_reason_that_the_charity_reads():
    programme, officer = make.submitted_programme(), make.approver()
    with pytest.raises(ReasonMissing) as refused:
        services.send_back_programme(programme=programme, reason="  ", by=officer, at=NOW)
    assert refused.value.field == "reason" and fresh(programme).state == "review"
    services.send_back_programme(programme=programme, reason="缺少募捐成本说明。", by=officer, at=NOW)
    programme = fresh(programme)
    assert (programme.state, programme.review_note) == ("draft", "缺少募捐成本说明。")
    services.submit_programme(programme=programme, by=programme.created_by, at=NOW + timedelta(hours=1))
    assert fresh(programme).review_note == ""


def test_both_outcomes_are_told_to_the_managers():
    programme, officer = make.submitted_programme(), make.approver()
    services.send_back_programme(programme=programme, reason="请补充。", by=officer, at=NOW)
    deliver_due(NOW)
    [note] = Notification.objects.filter(user=programme.created_by)
    assert (note.kind, note.number) == ("programme_reviewed", programme.slug)
    assert "请补充" not in note.subject_key


def test_what_is_under_review_stands_still():
    programme = make.submitted_programme()
    author = programme.created_by
    with pytest.raises(checks.InReview):
        services.update_programme(programme=programme, by=author, at=NOW, materials="别的")
    with pytest.raises(checks.InReview):
        services.set_rules(programme=programme, rules=OTHER_RULES, vocabulary=criteria.VOCABULARY, by=author, at=NOW)
    assert fresh(programme).rules == make.RULES


def test_the_filed_plan_stands_while_a_programme_runs_and_the_rest_may_change():
    programme = make.running_programme()
    author = programme.created_by
    for field, value in {"name": "新名", "filing_no": "另号", "surplus_rule": "另作他用"}.items():
        with pytest.raises(checks.AlreadyFiled) as refused:
            services.update_programme(programme=programme, by=author, at=NOW, **{field: value})
        assert refused.value.field == field
    services.update_programme(programme=programme, by=author, at=NOW, cap_fen=900_000, contact_name="林秋")
    assert (fresh(programme).cap_fen, fresh(programme).contact_name) == (900_000, "林秋")


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"name": " "}, "name"),
        ({"ends_on": date(2025, 12, 31)}, "ends_on"),
        ({"cap_fen": 0}, "cap_fen"),
        ({"minimum_fen": -1}, "minimum_fen"),
        ({"minimum_fen": 1_000_001}, "minimum_fen"),
        ({"filed_to": None}, "filed_to"),
        ({"filing_no": ""}, "filing_no"),
        ({"filed_to": date(2025, 1, 1)}, "filed_to"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_stored(fields, wrong):
    programme = make.draft_programme()
    with pytest.raises(Refusal) as refused:
        services.update_programme(programme=programme, by=programme.created_by, at=NOW, **fields)
    assert refused.value.field == wrong
    assert fresh(programme).name == programme.name and fresh(programme).cap_fen == 1_000_000


def test_a_charity_has_a_name_once_and_two_charities_may_share_it():
    programme = make.draft_programme()
    with pytest.raises(Refusal) as refused:
        make.draft_programme(programme.charity, programme.created_by, name=programme.name)
    assert refused.value.field == "name"
    assert make.draft_programme(name=programme.name).name == programme.name


def test_a_column_that_is_not_the_charitys_to_write_is_a_mistake_in_our_code():
    programme = make.draft_programme()
    with pytest.raises(TypeError, match="state"):
        services.update_programme(programme=programme, by=programme.created_by, at=NOW, state="running")


def test_each_change_of_rules_is_a_version_and_the_same_rules_are_none():
    programme = make.running_programme()
    author = programme.created_by
    for _again in range(2):
        services.set_rules(programme=programme, rules=OTHER_RULES, vocabulary=criteria.VOCABULARY, by=author, at=NOW)
    versions = list(RuleVersion.objects.filter(programme=programme).values_list("version", "rules"))
    assert versions == [(2, OTHER_RULES), (1, make.RULES)]
    assert (fresh(programme).rule_version, fresh(programme).rules) == (2, OTHER_RULES)


@pytest.mark.parametrize(
    "nonsense",
    [
        [],
        {"none": []},
        {"all": [{"field": "ethnicity", "op": "in", "value": ["x"]}]},
        {"all": [{"all": []}]},
        {
            "all": [
                {"field": "income_fen", "op": "gte", "value": 300_000},
                {"field": "income_fen", "op": "lte", "value": 100_000},
            ]
        },
    ],
)
def test_nonsense_is_not_stored_as_a_rule(nonsense):
    programme = make.draft_programme()
    with pytest.raises(RuleError):
        services.set_rules(
            programme=programme, rules=nonsense, vocabulary=criteria.VOCABULARY, by=programme.created_by, at=NOW
        )
    assert fresh(programme).rule_version == 1


def test_rest_resume_fill_and_stop_follow_the_table():
    programme = make.running_programme()
    by = programme.created_by
    for verb, state in (("rest", "resting"), ("resume", "running"), ("fill", "full"), ("resume", "running")):
        getattr(services, f"{verb}_programme")(programme=programme, by=by, at=NOW)
        assert fresh(programme).state == state
    with pytest.raises(ReasonMissing):
        services.stop_programme(programme=programme, reason="", by=by, at=NOW)
    services.stop_programme(programme=programme, reason="资金用完。", by=by, at=NOW)
    with pytest.raises(IllegalMove):
        services.resume_programme(programme=programme, by=by, at=NOW)
    assert fresh(programme).state == "stopped"


def test_a_report_moves_the_next_one_on_and_the_last_one_ends_the_duty():
    programme = make.running_programme()
    by = programme.created_by
    later = NOW + timedelta(days=80)
    services.record_report(programme=programme, published_on=later.date(), by=by, at=later)
    assert fresh(programme).last_report_on == later.date()
    assert fresh(programme).report_due_on == months_later(later.date(), 3)
    for wrong in (later.date() + timedelta(days=1), NOW.date() - timedelta(days=1), later.date() - timedelta(days=1)):
        with pytest.raises(Refusal) as refused:
            services.record_report(programme=programme, published_on=wrong, by=by, at=later)
        assert refused.value.field == "published_on"
    end = NOW.replace(year=2028, month=1, day=20)
    services.record_report(programme=programme, published_on=end.date(), by=by, at=end)
    assert fresh(programme).report_due_on is None


def test_a_short_programme_reports_once_within_three_months_of_its_end():
    programme = make.running_programme(starts_on=date(2026, 11, 1), ends_on=date(2027, 1, 31))
    assert programme.report_due_on == date(2027, 4, 30)


def test_slugs_come_from_the_english_name_and_do_not_collide():
    first = make.draft_programme(name_en="Serious Illness Relay")
    second = make.draft_programme(name_en="Serious Illness Relay")
    assert first.slug.startswith("serious-illness-relay")
    assert second.slug.startswith("serious-illness-relay-") and first.slug != second.slug
    assert make.draft_programme().slug.startswith("p-")
    assert make.draft_programme(slug=f"mine-{uuid4().hex[:6]}").slug.startswith("mine-")


def test_a_programme_may_be_for_a_county_only():
    assert make.draft_programme(region=demo_region("990121000000")).region_id == "990121000000"
