from django.utils.translation import gettext_lazy as _

from common.audit.registry import register

register("fund.created", _("新建了企业基金"))
register("fund.updated", _("修改了企业基金：{fields}"))
register("fund.rules_set", _("修改了基金救助条件（第 {version} 版）"))
register("fund.signed", _("签署了基金协议（第 {number} 份，{sha256}）"))
register("fund.submitted", _("提交了企业基金审核"))
register("fund.approved", _("审核通过了企业基金"))
register("fund.sent_back", _("退回了企业基金：{reason}"))
register("fund.paused", _("暂停了企业基金"))
register("fund.resumed", _("恢复了企业基金"))
register("fund.closed", _("关闭了企业基金：{reason}"))
register("top_up.announced", _("登记了追加资金 {amount_fen:money}"))
register("top_up.confirmed", _("确认到账 {amount_fen:money}"))
register("top_up.cancelled", _("取消了追加资金 {amount_fen:money}"))
