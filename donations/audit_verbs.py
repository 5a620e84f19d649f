from django.utils.translation import gettext_lazy as _

from common.audit.registry import register

register("gift.started", _("发起了捐赠 {number}：{amount_fen:money}"))
register("gift.changed", _("修改了捐赠 {number}：{amount_fen:money}"))
register("gift.payment_opened", _("为捐赠 {number} 发起付款：{amount_fen:money}"))
register("gift.received", _("捐赠 {number} 到账 {amount_fen:money}，其中用于求助 {to_need_fen:money}"))
register("gift.failed", _("捐赠 {number} 的付款没有完成（{reason}）"))
register("gift.line_confirmed", _("确认了捐赠 {number} 的银行流水，到账 {amount_fen:money}"))
register("gift.event_unposted", _("支付通知与我方记录不符，待人工处理（{problem}）"))
register("gift.surplus", _("把捐赠 {number} 的定向部分按多余款项规则转给项目，共 {amount_fen:money}"))
register("claim.made", _("认领了求助 {need}"))
register("claim.ended", _("结束了对求助 {need} 的认领"))
register("pledge.made", _("登记了爱心承诺，总计最多 {total_fen:money}"))
register("pledge.cancelled", _("取消了爱心承诺"))
register("payout.made", _("把求助 {need} 的定向捐赠 {amount_fen:money} 拨付给受助家庭"))
register("payout.reported", _("登记了求助 {need} 定向捐赠的交付"))
register("payout.confirmed", _("确认求助 {need} 的定向捐赠已交付"))
register("pledge.made_in_kind", _("登记了实物或服务意愿，数量 {quantity}"))
register("pledge.taken_up", _("接洽了一份意愿"))
register("pledge.received", _("登记收到意愿兑现，数量 {quantity}"))
register("pledge.contact_read", _("查看了意愿登记人的联系方式"))
