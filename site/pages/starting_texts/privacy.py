# ruff: noqa: E501 — sentences of the pages, one to a line
from pages.starting_texts import PageText, StartingPage

PRIVACY = StartingPage(
    slug="privacy",
    zh=PageText(
        title="隐私保护",
        lead="帮助一户人家，不必知道他们是谁。这里说明我们收集什么、给谁看、保存多久，以及您的权利。",
        parts=[
            (
                "公开的求助里有什么",
                "<p>公开文字是另写的一份短文，不是个案的摘录。只写：区县、困难类型、年龄段、家庭规模、费用项目、缺口和进展。不写：姓名、照片、住址、村（社区）、医院、学校、工作单位、具体病名和日期。进展按“第几天”计，不写日期。</p><p>公开之前，要有当事人单独的同意，要经程序逐项检查，还要由撰写人以外的工作人员批准。三者缺一，就不公开。</p>",
            ),
            (
                "谁能看到个人资料",
                "<ul><li>承办的街道（乡镇）和区县民政工作人员：办理所需的部分。证件号码和电话平时是遮住的，查看要写明理由，并留下记录。</li><li>慈善组织：对接批准并且当事人同意之后，只能看到交付所需的几项。</li><li>企业和捐赠人：看不到任何人的身份。</li></ul>",
            ),
            (
                "捐赠人的资料",
                "<p>捐赠可以不注册。联系方式只用来发送凭证和进展，加密保存。公开名单怎样显示由您选择，默认匿名。</p>",
            ),
            (
                "保存多久",
                "<p>求助完成后三十天，公开页面撤下。同意可以随时撤回，撤回后公开页面立即撤下，慈善组织立即不能再查看。依法必须留存的办理和财务记录按规定保存。</p>",
            ),
            (
                "Cookie",
                "<p>只使用登录、表单安全和显示方式（大字版、高对比）所必需的 Cookie，没有广告，不做跨站跟踪，页面不加载任何外部资源。</p>",
            ),
            (
                "您的权利",
                '<p>您可以查询、更正、导出自己的资料，撤回同意，注销账户，也可以要求说明一项决定是怎样作出的。请向承办的街道（乡镇）提出，或拨打 <a href="tel:12345">12345</a>。</p>',
            ),
        ],
    ),
    en=PageText(
        title="Privacy",
        lead="A family can be helped without anybody knowing who they are. This page says what we collect, who sees it, how long it is kept, and what your rights are.",
        parts=[
            (
                "What a published need contains",
                "<p>The public text is written separately; it is no extract of the case. It gives the county, the kind of hardship, an age band, the size of the household, the cost lines, the gap and the progress. It gives no name, photograph, address, village, hospital, school, employer, diagnosis or date. Progress is counted in days.</p><p>Before publication the person concerned agrees to exactly this, software checks the text, and an officer who did not write it approves it. If one of the three is missing, nothing is published.</p>",
            ),
            (
                "Who can see personal data",
                "<ul><li>The township and county staff who handle the case see what they need for it. ID and telephone numbers are masked; to see one, a reason is given and recorded.</li><li>A charity sees the few items it needs to deliver help, and only after the match is approved and the person has agreed.</li><li>Companies and donors never see who anybody is.</li></ul>",
            ),
            (
                "Donors",
                "<p>You can give without an account. Your contact is used for the receipt and for news of your gift only, and is stored encrypted. You choose how the list of donors shows you; by default it does not.</p>",
            ),
            (
                "How long data is kept",
                "<p>Thirty days after a need is completed its page is removed. Consent can be withdrawn at any time: the page disappears at once and the charity loses access at once. Case and financial records that the law requires are kept for as long as it requires.</p>",
            ),
            (
                "Cookies",
                "<p>We use only the cookies needed for signing in, for the safety of forms and for your display choice (large text, high contrast). There is no advertising, no tracking across sites, and no page loads anything from elsewhere.</p>",
            ),
            (
                "Your rights",
                '<p>You can see, correct and export your data, withdraw consent, close your account, and ask how a decision was reached. Ask the township that handles your case, or call <a href="tel:12345">12345</a>.</p>',
            ),
        ],
    ),
)
