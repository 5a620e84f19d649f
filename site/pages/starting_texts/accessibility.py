# ruff: noqa: E501 — sentences of the pages, one to a line
from pages.starting_texts import PageText, StartingPage

ACCESSIBILITY = StartingPage(
    slug="accessibility",
    zh=PageText(
        title="无障碍说明",
        lead="看不清、听不清、手不便、不常上网的人，也要能用。遇到用不了的地方，请告诉我们。",
        parts=[
            (
                "怎样让页面更好读",
                "<ul><li>页面顶部可以切换“大字版”和“高对比”，您的选择会被记住。</li><li>用浏览器放大到 200%，文字不会被截断；放大到 400%，内容自动变成一列。</li><li>页面可以打印，也可以由读屏软件朗读。覆盖条有一句完整的话说明各项金额。</li></ul>",
            ),
            (
                "只用键盘",
                "<p>按 Tab 键逐项移动，第一项是“跳到主要内容”。当前位置有明显的边框。没有必须用鼠标才能完成的操作。</p>",
            ),
            ("不用脚本", "<p>浏览、筛选、搜索、上报和捐赠在关闭脚本的浏览器里都能完成。</p>"),
            (
                "不上网也能办",
                '<p>可以拨打 <a href="tel:12345">12345</a>，到街道（乡镇）或村（社区）的窗口，或者请网格员代为上报。听力不便的，可以请工作人员用短信联系。</p>',
            ),
            (
                "依据和现状",
                "<p>我们以《信息技术 互联网内容无障碍可访问性技术要求与测试方法》（GB/T 37668—2019）和 WCAG 2.2 AA 为准。每次改动都用程序检查并用键盘走一遍。已知不足：个别慈善组织提供的报告文件还不能由读屏软件完整朗读，可以向我们索取文字版。</p>",
            ),
            ("反馈", '<p>拨打 <a href="tel:12345">12345</a> 说明页面和遇到的问题，五个工作日内答复。</p>'),
        ],
    ),
    en=PageText(
        title="Accessibility",
        lead="People who see, hear or move differently, or who are seldom online, must be able to use this service. Tell us where they cannot.",
        parts=[
            (
                "Easier reading",
                "<ul><li>“Large text” and “High contrast” are at the top of every page; your choice is remembered.</li><li>At 200% zoom no text is cut; at 400% the content becomes one column.</li><li>Pages can be printed and read by a screen reader. Each coverage bar has a full sentence with its amounts.</li></ul>",
            ),
            (
                "Keyboard only",
                "<p>Use Tab to move; the first stop is “Skip to main content”. The current place has a clear frame. Nothing needs a mouse.</p>",
            ),
            (
                "Without scripts",
                "<p>Reading, filtering, searching, reporting and giving all work in a browser without JavaScript.</p>",
            ),
            (
                "Without the internet",
                '<p>Call <a href="tel:12345">12345</a>, go to the counter of the township or village, or ask a community worker to report for you. If hearing is difficult, staff can contact you by text message.</p>',
            ),
            (
                "Standard and state",
                "<p>We follow WCAG 2.2 AA and the Chinese standard GB/T 37668-2019. Every change is checked by software and walked through by keyboard. Known gap: a few report files from charities cannot be fully read by a screen reader; ask us for the text.</p>",
            ),
            (
                "Tell us",
                '<p>Call <a href="tel:12345">12345</a> and name the page and the problem. You will have an answer within five working days.</p>',
            ),
        ],
    ),
)
