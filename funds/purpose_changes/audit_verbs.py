from django.utils.translation import gettext_lazy as _

from common.audit.registry import register

register("purpose_change.requested", _("提出了变更基金用途：{reason}"))
register("purpose_change.consented", _("代表企业同意了变更用途（{sha256}）"))
register("purpose_change.agreed", _("代表托管方同意了变更用途"))
register("purpose_change.approved", _("批准了变更用途，第 {number} 份协议生效"))
register("purpose_change.declined", _("不同意变更用途：{reason}"))
register("purpose_change.withdrawn", _("撤回了变更用途的申请"))
