# ruff: noqa: E501 — sentences of the pages, one to a line
from pages.starting_texts import PageText, StartingPage

POLICY = StartingPage(
    slug="policy",
    zh=PageText(
        title="救助政策",
        lead="政府救助在先，慈善补缺口。这里用平常话说明有哪些救助、找谁办、要多久。标准和时限以当地现行规定为准。",
        parts=[
            (
                "遇到急难，先看临时救助",
                "<p>火灾、交通事故、突发重病等使基本生活一时难以维持的，可以申请临时救助。按紧急程度和原因分三种办法：</p><ul><li><b>小额快救</b>：情况明确、金额不大的，在急难发生地的街道（乡镇）直接办理，不查户籍，一般三天内办结。</li><li><b>急难型</b>：需要立即处置的，可以先救助、后补手续，十个工作日内补齐。</li><li><b>支出型</b>：医疗、教育等必需支出突然超过家庭承受能力的，在户籍地或居住证所在地申请，要核对经济状况并公示。</li></ul><p>向街道（乡镇）申请，村（社区）可以代为提交；也可以由工作人员主动发现后直接办理。</p>",
            ),
            (
                "其他几项救助找谁",
                "<ul><li>最低生活保障、特困人员供养：街道（乡镇），区县民政部门审批。</li><li>医疗救助：医疗保障部门。低保对象和特困人员在结算时直接享受。</li><li>教育救助：就读的学校。</li><li>住房救助：住房城乡建设部门，或由街道（乡镇）转办。</li><li>就业救助：街道（社区）公共就业服务机构。</li><li>受灾人员救助：应急管理部门和当地政府。</li><li>流浪、乞讨人员：救助管理机构，也可以拨打 110。</li></ul><p>不清楚属于哪一项时，到街道（乡镇）“一门受理”窗口，由首次接待的工作人员负责转到底。</p>",
            ),
            (
                "慈善怎样接上",
                "<p>政府救助之后仍有缺口，或者暂时不符合政府救助条件的，经本人同意，由民政部门转介给慈善项目和企业基金。政府救助不会因为有慈善帮助而减少。</p>",
            ),
            (
                "为什么捐给项目，不捐给个人",
                "<p>依照《中华人民共和国慈善法》，公开募捐由取得公开募捐资格的慈善组织进行，募捐方案要先备案。因此这里公开的是“需要帮助的证据”，善款捐给慈善组织备案的项目，由它用于这份求助，并公开使用情况、接受监督。</p>",
            ),
            (
                "对结果不服怎么办",
                "<p>不予救助会书面说明理由和其他途径。您可以要求复核，也可以依法申请行政复议或者提起行政诉讼。</p>",
            ),
            (
                "主要依据",
                "<ul><li>《社会救助暂行办法》（国务院令第649号）</li><li>《国务院关于全面建立临时救助制度的通知》（国发〔2014〕47号）</li><li>《民政部 财政部关于在全国开展“救急难”综合试点工作的通知》</li><li>《关于加强低收入人口动态监测做好分层分类社会救助工作的意见》（国办发〔2023〕39号）</li><li>《中华人民共和国慈善法》《中华人民共和国个人信息保护法》</li></ul>",
            ),
        ],
    ),
    en=PageText(
        title="Relief policies",
        lead="Government aid comes first, charity fills the gap. In plain words: which aid exists, whom to ask, how long it takes. Amounts and time limits follow the local rules in force.",
        parts=[
            (
                "In urgent hardship: temporary assistance",
                "<p>When a fire, an accident or a sudden serious illness makes basic living impossible for a time, you can apply for temporary assistance. There are three ways, by urgency and cause:</p><ul><li><b>Small and fast</b>: clear cases of small amounts are settled by the township where the hardship happens, whatever the household registration, normally within three days.</li><li><b>Emergency</b>: where action is needed at once, aid may come first and the papers within ten working days.</li><li><b>Expenditure</b>: where necessary spending on health or education suddenly exceeds what a family can bear, apply where you are registered or hold a residence permit. Means are checked and the result is posted.</li></ul><p>Apply to the township; the village or community can hand in the application, and staff who notice a hardship can start without one.</p>",
            ),
            (
                "Other kinds of aid",
                "<ul><li>Subsistence allowance and support for people in extreme hardship: the township; approved by the county’s civil affairs office.</li><li>Medical aid: the healthcare security office; recipients of the allowance get it at settlement.</li><li>Education aid: the school.</li><li>Housing aid: the housing office, or the township.</li><li>Job aid: the public employment service of the township.</li><li>Disaster relief: the emergency management office and the local government.</li><li>People without a home: the relief station, or call 110.</li></ul><p>If you do not know which applies, go to the township’s single counter: the first person you speak to sees it through.</p>",
            ),
            (
                "How charity joins in",
                "<p>Where a gap remains after government aid, or a family does not qualify for it, the civil affairs office refers the need, with the person’s consent, to charity programmes and company funds. Government aid is never reduced because charity helps.</p>",
            ),
            (
                "Why a programme and not a person",
                "<p>Under the Charity Law only charities with a public-fundraising certificate may raise money from the public, and they file their plan first. What you see here is therefore evidence of need. Money is given to a charity’s filed programme, which uses it for this need, publishes how, and is supervised.</p>",
            ),
            (
                "If you disagree with a decision",
                "<p>A refusal is given in writing, with its reason and other routes. You can ask for a review, apply for administrative reconsideration, or go to court.</p>",
            ),
            (
                "Legal basis",
                "<ul><li>Interim Measures for Social Assistance (State Council Decree 649)</li><li>State Council Circular 47 of 2014 on temporary assistance</li><li>Ministry of Civil Affairs and Ministry of Finance: notice on comprehensive pilots of urgent hardship relief</li><li>State Council General Office Circular 39 of 2023 on monitoring and layered assistance for low-income people</li><li>Charity Law and Personal Information Protection Law of the People’s Republic of China</li></ul>",
            ),
        ],
    ),
)
