# ruff: noqa: E501 — sentences of the pages, one to a line
from pages.starting_texts import PageText, StartingPage

ABOUT = StartingPage(
    slug="about",
    zh=PageText(
        title="关于周急",
        lead="周急让遇到急难的家庭被及时发现，让政府、慈善组织、企业和个人的帮助接得上，并把每一步说清楚。",
        parts=[
            (
                "名字的来历",
                "<p>《论语》说“君子周急不继富”：帮人，帮在急处。国家开展“救急难”工作，要让突遇不测者得周急之助。平台的名字由此而来。</p>",
            ),
            (
                "我们做什么",
                "<ul><li>网格员、村（社区）干部、医院、学校和邻居都可以上报身边的急难情况，也可以由本人上报。</li><li>街道（乡镇）两名工作人员核实并签字，区县民政部门确认缺口、批准公开。</li><li>政府救助在先。政府救助之后仍有缺口的，再由慈善项目、企业基金和爱心捐赠补上。</li><li>交付之后有凭证，有受助家庭确认，捐赠人能看到结果。</li></ul>",
            ),
            (
                "我们不做什么",
                "<ul><li>不收取任何平台服务费，也不经手善款：钱直接进入慈善组织自己的账户。</li><li>不公开姓名、照片、住址、医院和学校，不为当事人打分排名。</li><li>不推销保险，不排捐赠榜，不用倒计时催人捐款。</li></ul>",
            ),
            (
                "谁负责",
                "<p>平台由市民政局主管。求助是否属实，由核实并签字的工作人员负责；项目怎样用钱，由慈善组织负责；对接方案由民政部门的具名人员审批，机器只提建议，不作决定。</p>",
            ),
            ("有意见找谁", '<p>拨打 <a href="tel:12345">12345</a>。处理人不会是被反映的人。</p>'),
        ],
    ),
    en=PageText(
        title="About Zhouji",
        lead="Zhouji helps families in sudden hardship to be noticed in time, lets government, charities, companies and individuals join their help, and accounts for every step.",
        parts=[
            (
                "The name",
                "<p>“A person of character relieves the hard-pressed rather than adding to the rich,” says the Analects. The Chinese word for relieving the hard-pressed is <b>zhouji</b>. China’s programme of urgent hardship relief takes up the same word, and so does this service.</p>",
            ),
            (
                "What we do",
                "<ul><li>Community workers, village officials, hospitals, schools and neighbours can report a hardship; so can the person concerned.</li><li>Two members of the township’s staff verify it and sign. The county’s civil affairs office confirms what is missing and approves publication.</li><li>Government aid comes first. What it does not cover is met by charity programmes, company funds and gifts.</li><li>Delivery is documented and confirmed by the family, and donors see the result.</li></ul>",
            ),
            (
                "What we do not do",
                "<ul><li>We charge no fee and never touch the money: it goes straight to the charity’s own account.</li><li>We publish no name, photograph, address, hospital or school, and we do not rank people.</li><li>We sell no insurance, keep no league table of donors and use no countdowns.</li></ul>",
            ),
            (
                "Who is responsible",
                "<p>The city’s civil affairs bureau supervises the service. The staff who verify and sign answer for whether a need is true; the charity answers for how its programme spends money; a named officer decides on each match. The computer advises and never decides.</p>",
            ),
            (
                "Whom to tell",
                '<p>Call <a href="tel:12345">12345</a>. Whoever is complained about does not handle the complaint.</p>',
            ),
        ],
    ),
)
