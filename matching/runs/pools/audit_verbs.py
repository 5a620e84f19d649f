from django.utils.translation import gettext_lazy as _

from common.audit.registry import register

register("pool.approved", _("批准个人承诺合集 {number}：{n} 份，合计 {amount_fen:money}，理由：{reason}"))
register(
    "pool.half_approved", _("批准个人承诺合集 {number}：{n} 份，合计 {amount_fen:money}，送第二人会签，理由：{reason}")
)
register("pool.cosigned", _("会签个人承诺合集 {number}：{n} 份，合计 {amount_fen:money}，理由：{reason}"))
register("pool.returned", _("退回个人承诺合集 {number}：{n} 份，理由：{reason}"))
