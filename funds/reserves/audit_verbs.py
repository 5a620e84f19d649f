from django.utils.translation import gettext_lazy as _

from common.audit.registry import register

register("reserve.opened", _("设立了年度备用金账户"))
register("reserve.proposed", _("提出了资金划转 {number}：{amount_fen:money}"))
register("reserve.confirmed", _("批准了资金划转 {number}：{amount_fen:money}"))
register("reserve.declined", _("没有批准资金划转 {number}：{reason}"))
register("aid_payment.ordered", _("开出了救助付款单 {amount_fen:money}"))
register("aid_payment.paid", _("登记了救助付款 {amount_fen:money}"))
register("aid_payment.cancelled", _("取消了救助付款：{reason}"))
