"""Which page of the portal shows a giver what they were told of."""

from common.links import Reader, register

register(Reader.GIVER, {"home": "portal:my", "payment.sandbox": "portal:sandbox_pay"})
