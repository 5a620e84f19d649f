"""Which page of the portal shows a giver what they were told of."""

from common.links import Reader, register

register(Reader.GIVER, {"home": "portal:my", "gift": "portal:my_gift", "payment.sandbox": "portal:sandbox_pay"})
