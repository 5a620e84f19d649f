from django.utils.translation import gettext_lazy as _

from common.audit.registry import register

register("station.opened", _("设立救助管理站 {name}"))
register("station.keeper_added", _("登记救助站工作人员 {name}"))
register("stay.taken_in", _("接待入站 {number}（{station}）"))
register("stay.sent_on", _("{from_station}床位已满，送到{station}，编号 {number}"))
register("stay.admitted", _("安排照料 {number}"))
register("stay.contacted", _("联系了亲属或流出地 {number}"))
register("stay.returned", _("送返乡 {number}"))
register("stay.referred", _("转介 {number}"))
register("stay.left", _("自愿离站 {number}"))
register("stay.moved", _("转站 {number}：转到{station}，新编号 {next}"))
