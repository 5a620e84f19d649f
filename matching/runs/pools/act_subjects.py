"""Pools of small promises, as acts are done to them. The promises by id, then the file, the pool and its draws by id."""

from common.acts.subjects import Facts, Subject
from donations.models import Pledge
from matching.act_subjects import lock_file
from matching.runs.pools.models import Pool
from matching.states import POOL
from needs.access import in_area


def lock_promises_and_file(pool: Pool) -> None:
    list(Pledge.objects.select_for_update(no_key=True).filter(pk__in=pool.matches.values("pledge")).order_by("pk"))
    lock_file(pool.item.case_id)


POOLS = Subject(
    POOL,
    Pool,
    facts=lambda pool: Facts(case_id=pool.item.case_id, county=pool.item.case.county_id, data={"number": pool.number}),
    may=lambda user, pool, permission: in_area(user, pool.item.case, permission),
    before=lock_promises_and_file,
    related=("item__case",),
)
