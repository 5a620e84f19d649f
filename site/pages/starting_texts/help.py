# ruff: noqa: E501 — sentences of the pages, one to a line
from pages.starting_texts import PageText, StartingPage

HELP = StartingPage(
    slug="help",
    zh=PageText(
        title="使用帮助",
        lead="遇到难处、看到难处、想帮忙，分别怎么做。",
        parts=[
            (
                "有生命危险，先打电话",
                '<p>急病拨打 <a href="tel:120">120</a>，火灾拨打 <a href="tel:119">119</a>，治安和家庭暴力拨打 <a href="tel:110">110</a>。人安全了，再上报。</p>',
            ),
            (
                "我或身边的人遇到急难",
                '<ol><li>点“我要上报”，选困难类型和地点，说两句发生了什么。大约一分半钟，不用注册。</li><li>记下编号。街道（乡镇）会联系您，紧急的当天联系。</li><li>工作人员上门核实。请准备好能证明费用的单据，没有也可以先上报。</li><li>随时用编号和手机号“查进度”。</li></ol><p>也可以拨打 <a href="tel:12345">12345</a>，或直接到街道（乡镇）的窗口。</p>',
            ),
            (
                "我想捐款",
                "<p>打开一份求助，看清收款的慈善组织、备案编号和多出的钱怎么用，再点“捐给这个慈善项目”。捐款不用注册，会有凭证。善款进入慈善组织的账户，用于这份求助；缺口补足之后的部分，按页面写明的规则使用。</p><p>需要公益事业捐赠统一票据的，在捐赠时填写抬头，由慈善组织开具。</p>",
            ),
            (
                "我现在没有合适的求助，想先承诺",
                "<p>“留下承诺”可以写明愿意帮助的类型、地区、每户最多多少和总共多少。有合适的求助时先问您，您可以同意，也可以这次不帮，不用说理由。承诺不是捐款，不计入任何求助的进度。</p>",
            ),
            (
                "捐完之后",
                "<p>善款拨付、交付、受助家庭确认之后，您会收到一条只含编号的通知，打开就能看到结果。受助家庭的身份不公开，捐赠人也看不到。</p>",
            ),
            (
                "退款和投诉",
                "<p>因操作失误等原因需要退款的，请联系收款的慈善组织，联系方式在项目页面上。对求助真实性、善款使用或服务态度有意见的，可以匿名投诉，一个工作日内受理。</p>",
            ),
        ],
    ),
    en=PageText(
        title="Help",
        lead="What to do when you are in hardship, when you see it, and when you want to help.",
        parts=[
            (
                "Life in danger: call first",
                '<p>Medical emergency <a href="tel:120">120</a>, fire <a href="tel:119">119</a>, crime and domestic violence <a href="tel:110">110</a>. Report here once everybody is safe.</p>',
            ),
            (
                "Somebody is in urgent hardship",
                '<ol><li>Choose “Report”, the kind of hardship and the place, and say in a few words what happened. It takes about a minute and a half and needs no account.</li><li>Keep the number. The township will contact you, the same day if it is urgent.</li><li>Staff visit and verify. Have papers that show the cost ready; you can report without them.</li><li>Follow it at any time with the number and your telephone.</li></ol><p>You can also call <a href="tel:12345">12345</a> or go to the counter of the township.</p>',
            ),
            (
                "I want to give",
                "<p>Open a need. Read which charity receives the money, under which filing, and what happens to money left over. Then choose “Give to this programme”. You need no account and get a receipt. The money goes to the charity’s account and is used for this need; what exceeds the gap follows the rule on the page.</p><p>If you need an official donation invoice, fill in its title when you give; the charity issues it.</p>",
            ),
            (
                "Nothing fits now: make a pledge",
                "<p>A pledge says which kind of hardship and which area you would help, how much for each household and altogether. When something fits we ask you first; you agree or pass, without giving a reason. A pledge is not a gift and never counts towards a need.</p>",
            ),
            (
                "After you have given",
                "<p>When the money has been paid out, delivered and confirmed by the family, you get a message that contains only a number; open it to see the result. The family’s identity is not published, and donors do not learn it.</p>",
            ),
            (
                "Refunds and complaints",
                "<p>For a refund, for instance after a mistake, contact the charity; its contact is on the programme’s page. Complaints about a need, the use of money or the service may be anonymous and are taken up within one working day.</p>",
            ),
        ],
    ),
)
