"""What personal fields are called where the log says that somebody saw them."""

from django.utils.translation import gettext_lazy as _

CALLED = {
    "name": _("姓名"),
    "id_no": _("身份证号"),
    "phone": _("电话"),
    "address": _("住址"),
    "bank_account": _("收款账户"),
    "cost_papers": _("费用凭证"),
    "relation": _("利害关系"),
    "donor": _("捐赠人"),
    "file": _("材料"),
    "origin": _("来处"),
    "relatives": _("亲属"),
    "summary": _("情况说明"),
    "situation": _("困难类型、紧急程度和家庭人口"),
    "costs": _("需要的项目与缺口"),
    "verification": _("核实结论、核实人和日期"),
}
