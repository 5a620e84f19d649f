"""Which page of the office shows what somebody was told of."""

from common.links import Reader, register

register(
    Reader.OFFICE,
    {
        "audit": "desk:audit",
        "case": "desk:case",
        "case.text": "desk:text",
        "case.matches": "desk:match",
        "case.objections": "desk:case_objections",
        "case.volunteers": "desk:case_volunteers",
        "clue.report": "desk:report",
        "complaint": "desk:complaint",
        "early_warning": "desk:emerging_finding",
        "notices": "desk:notices",
        "purpose_change": "desk:change",
        "referral": "desk:referral",
        "reserve_move": "desk:reserve_move",
        "stations": "desk:stations",
        "stay": "desk:station_stay",
    },
)
