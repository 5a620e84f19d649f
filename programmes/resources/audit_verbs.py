from django.utils.translation import gettext_lazy as _

from common.audit.registry import register

register("resource.listed", _("登记了可提供的资源 {number}"))
register("resource.updated", _("修改了资源 {number}"))
register("resource.refreshed", _("核对了资源 {number}，仍可提供"))
register("resource.paused", _("暂停提供资源 {number}"))
register("resource.resumed", _("恢复提供资源 {number}"))
register("resource.withdrawn", _("撤下了资源 {number}"))
register("stock.received", _("入库 {quantity}（批次 {lot}）"))
register("stock.written_off", _("报损核销 {quantity}（批次 {lot}）：{reason}"))
register("stock.sold", _("转慈善义卖 {quantity}（批次 {lot}）：{reason}"))
