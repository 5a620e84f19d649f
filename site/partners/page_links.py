"""Which page of charities, enterprises and service bodies shows what somebody was told of."""

from common.links import Reader, register

register(
    Reader.PARTNER,
    {
        "home": "partners:home",
        "assignment": "partners:assignment",
        "fund": "partners:fund",
        "fund.top_up": "partners:top_up_new",
        "grants": "partners:grants",
        "grants.waiting": "partners:approvals",
        "match": "partners:match",
        "programme": "partners:programme",
        "purpose_change": "partners:change",
        "referral": "partners:referral",
        "volunteer": "partners:volunteer",
    },
)
