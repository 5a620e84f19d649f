from django.utils.translation import gettext_lazy as _

from common.audit.registry import register

register("volunteer.registered", _("登记了志愿者 {number}"))
register("volunteer.updated", _("修改了志愿者 {number}：{fields}"))
register("volunteer.submitted", _("提交了志愿者 {number} 的审核"))
register("volunteer.vetted", _("审核通过了志愿者 {number}，有效期至 {until}"))
register("volunteer.refused", _("志愿者 {number} 审核未通过"))
register("volunteer.expired", _("志愿者 {number} 的审核已到期"))
register("volunteer.left", _("志愿者 {number} 退出"))
register("volunteer.came_back", _("志愿者 {number} 重新加入"))
register("volunteer.hours_booked", _("志愿者 {number} 记入服务 {minutes} 分钟"))
