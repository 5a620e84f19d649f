"""The year behind us, chunk by chunk: each chunk stands or falls as a whole and is found again by its chapter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

import numpy as np
from django.core.files.uploadedfile import SimpleUploadedFile

from common.files.models import PrivateFile
from common.files.services import store
from common.presence import present
from demo import moments, papers, supply
from demo.bulk import gifts, grants, intake, notices, public_texts
from demo.bulk.batch import Batch
from demo.bulk.office import Numbers, Office
from demo.purses import purses
from demo.stories import Story
from funds import accounts
from funds.ledger import services as ledger
from funds.ledger.routes import Code
from matching.models import Match, Run
from optimiser.model.problem import Problem
from optimiser.solve import solve

CHUNK = 120
KEPT_OF_OPENING = 0.65  # of the opening money, so much is still there for the cases of today


def chunks(stories: list[Story]) -> list[list[Story]]:
    return [stories[start : start + CHUNK] for start in range(0, len(stories), CHUNK)]


def count(stories: int) -> int:
    """How many chunks so many stories make."""
    return -(-stories // CHUNK)


def write_chunk(stories: list[Story], office: Office, paper: dict[UUID, PrivateFile], seed: str, today: date) -> None:
    batch, runs, now = Batch(office, Numbers(), today), grants.Runs(), moments.morning(today)
    last: dict[str, intake.Written] = {}
    for story in stories:
        key = f"{seed}/{story.index}"
        written = intake.write(batch, story, key)
        intake.merge_into(batch, written, last.get(story.county))
        notices.write(batch, written, key)
        need = public_texts.write(batch, written, key, now)
        _open_unpublished(batch, written)
        grants.write(batch, written, key, runs, paper)
        gifts.write(batch, written, need, key)
        if need is not None:
            public_texts.project(batch, written, need)
        if written.case.state not in ("merged", "returned"):
            last[story.county] = written
    batch.write()


def _open_unpublished(batch: Batch, written: intake.Written) -> None:
    """Without consent to publish an approver opens the case for matching, with a reason."""
    story = written.story
    if story.published and "written" not in story.times:
        batch.audit.add(
            batch.office.approver(story.county),
            "case.opened_unpublished",
            written.case,
            story.times["published"],
            case_id=written.case.pk,
            county=story.county,
            number=written.case.number,
        )
        written.case.version += 1


def write_papers(office: Office, at: datetime) -> dict[UUID, PrivateFile]:
    """One drawn slip per charity stands for all its slips of the year: thousands of equal files would teach nothing."""
    made = {}
    for key in sorted({purse.recipient for purse in purses(at.date())}):
        body = office.cast.bodies[key]
        slip = SimpleUploadedFile("签收单样张.jpg", papers.slip(body.name), "image/jpeg")
        made[body.pk] = store(slip, "delivery", None, at)
    return made


def stored_papers(office: Office) -> dict[UUID, PrivateFile]:
    """Those that stand already, in the order in which they were made."""
    files = list(PrivateFile.objects.filter(kind="delivery", uploaded_by_id__isnull=True).order_by("at", "pk"))
    keys = sorted({purse.recipient for purse in purses(date.today())})
    return {office.cast.bodies[key].pk: one for key, one in zip(keys, files, strict=False)}


def book_income(stories: Iterable[Story], office: Office, today: date) -> int:
    """What programmes received offline through the year: enough for what they gave, beside a part of their opening."""
    spent: dict[str, int] = defaultdict(int)
    for story in stories:
        for grant in story.grants:
            if grant.source.kind == "programme":
                spent[grant.source.key] += grant.amount_fen
    opening = {spec[0]: spec[14] for spec in supply.PROGRAMMES}
    total = 0
    for slug, fen in sorted(spent.items()):
        programme = office.programmes[slug]
        wanted = fen - int(opening[slug] * (1 - KEPT_OF_OPENING))
        month_fen = max(0, -(-wanted // 12 // 1000_00) * 1000_00)
        for month in range(12 if month_fen else 0):
            ledger.post(
                Code.GIFT,
                debit=accounts.bank_account(programme.charity),
                credit=accounts.programme_account(programme),
                amount_fen=month_fen,
                effect_key=f"demo:{slug}:income:{month}",
                by_id=None,
                memo={"month": month},
            )
            total += month_fen
    return total


def certify_runs() -> int:
    """Each past run solved as the network of what it proposed, so that its certificate is a computed one."""
    waiting = list(Run.objects.filter(finished_at__isnull=True).order_by("started_at"))
    matches: dict[UUID, list[Match]] = defaultdict(list)
    for match in Match.objects.filter(run__in=waiting).select_related("item").order_by("number"):
        matches[present(match.run_id)].append(match)
    for run in waiting:
        rows = matches[run.pk]
        needs = sorted({row.item_id for row in rows})
        sources = sorted({row.source_key for row in rows})
        problem = _problem(rows, needs, sources)
        plan = solve(problem)
        run.finished_at, run.primal, run.dual = run.started_at, plan.primal, plan.dual
        run.need_count, run.source_count, run.pair_count = len(needs), len(sources), len(rows)
        run.proposed_fen = sum(row.proposed for row in rows)
    fields = ["finished_at", "primal", "dual", "need_count", "source_count", "pair_count", "proposed_fen"]
    Run.objects.bulk_update(waiting, fields, batch_size=200)
    return len(waiting)


def _problem(rows: list[Match], needs: list[UUID], sources: list[str]) -> Problem:
    gaps = {row.item_id: row.item.gap_fen for row in rows}
    caps: dict[str, int] = defaultdict(int)
    for row in rows:
        caps[row.source_key] += row.proposed
    return Problem(
        need_id=np.arange(len(needs)),
        need_amount=np.array([gaps[pk] for pk in needs]),
        source_id=np.arange(len(sources)),
        source_amount=np.array([caps[pk] for pk in sources]),
        edge_need=np.array([needs.index(row.item_id) for row in rows]),
        edge_source=np.array([sources.index(row.source_key) for row in rows]),
        edge_cap=np.array([row.proposed_fen for row in rows]),
        unit=100,
    )
