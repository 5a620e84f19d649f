from django.utils.translation import gettext_lazy as _

from common.audit.registry import register

register("signals.swept", _("查找了苗头信息，新发现 {found} 条"))
register("signal.found", _("发现苗头信息 {number}（{count} 件）"))
register("signal.looked_at", _("开始研判苗头信息 {number}"))
register("signal.reported", _("就苗头信息 {number} 起草了专报"))
register("signal.dismissed", _("排除了苗头信息 {number}"))
