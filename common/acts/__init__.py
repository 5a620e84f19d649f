"""An act: somebody does something to one row, and it is permitted, kept to its life cycle, recorded and announced.

    CASE = LifeCycle(_("求助"), CaseState, initial=S.VERIFYING, moves=[                              # needs/states.py
        Move("complete", from_=(S.OPEN, S.COVERED), to=S.COMPLETED, label=_("办结"),
             permission=CASE_WORKER, audit="case.completed", topic="case.completed"), …])

    CASES = Subject(CASE, Case, may=in_area, facts=…, ids={"case_id": "pk"}, key="case:{row.pk}:{done}")   # act_subjects.py

    with act(CASES, case, "complete", by=by, at=at) as case:                                          # a service
        case.closed_at, case.closed_by = at, by

`tables` says what may be done, `subjects` how a row is locked, who may, what its log and its news carry; `doing` does it.
"""
