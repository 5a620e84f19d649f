from django.utils.translation import gettext_lazy as _

from common.audit.registry import register

register("programme.created", _("新建了慈善项目"))
register("programme.updated", _("修改了慈善项目：{fields}"))
register("programme.rules_set", _("修改了救助条件（第 {version} 版）"))
register("programme.submitted", _("提交了慈善项目审核"))
register("programme.approved", _("审核通过了慈善项目"))
register("programme.sent_back", _("退回了慈善项目：{reason}"))
register("programme.filled", _("把慈善项目标记为满额"))
register("programme.rested", _("暂停了慈善项目的匹配"))
register("programme.resumed", _("恢复了慈善项目的匹配"))
register("programme.stopped", _("停用了慈善项目：{reason}"))
register("programme.reported", _("登记了项目公开报告"))
