from django.utils.translation import gettext_lazy as _

from common.audit.registry import register

register("assignment.proposed", _("请志愿者 {volunteer} 服务（{number}），计划 {minutes} 分钟"))
register("assignment.confirmed", _("约定志愿服务 {number}"))
register("assignment.declined", _("不接受志愿服务 {number}"))
register("assignment.cancelled", _("取消志愿服务 {number}"))
register("assignment.recalled", _("因家庭撤回同意，取消志愿服务 {number}"))
register("assignment.lapsed", _("志愿服务 {number} 逾期未答复"))
register("assignment.reported", _("登记志愿服务 {number}：{minutes} 分钟"))
register("assignment.verified", _("核实志愿服务 {number}：{minutes} 分钟"))
register("assignment.sent_back", _("退回志愿服务 {number} 的登记"))
