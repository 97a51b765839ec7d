"""How the page reads texts, and what it makes of what it can't draw, module by module."""

from __future__ import annotations

import re
from typing import Any

from tests.playground import test_page as shown
from tests.playground.conftest import RawClient
from tests.playground.kitchen_sink import MARKDOWN
from tests.playground.test_page import SPITEFUL, expect

browser, page, pytestmark = shown.browser, shown.page, shown.pytestmark
NOW = 1_790_000_000  # Monday 2026-09-21, 22:13 in Manila
DAY = 86_400
READER = """{
  zone: "Asia/Manila", now: new Date(1790000000000), me: "U0ANA", people: [], channels: [],
  nameOf: (id) => ({ U0ANA: "Ana", U0BEN: "Ben", C0SALES: "sales" })[id],
}"""
MRKDWN = [
    ("*b* _i_ ~s~ `c`", "<strong>b</strong> <em>i</em> <s>s</s> <code>c</code>"),
    ("*_both_*", "<strong><em>both</em></strong>"),
    ("a*b*c snake_case_name 2 * 3 * 4", "a*b*c snake_case_name 2 * 3 * 4"),
    ("*not\nacross*", "*not\nacross*"),
    ("`*as is* :tada:`", "<code>*as is* :tada:</code>"),
    ("&lt;b&gt; &amp;amp;", "&lt;b&gt; &amp;amp;"),
    ("> said\n> twice\nthen", "<blockquote>said\ntwice</blockquote>then"),
    ("&gt;&gt;&gt;all\nthis", "<blockquote>all\nthis</blockquote>"),
    ("```\na *b*\n```", "<pre>a *b*</pre>"),
    ("<@U0BEN>", '<span class="mention">@Ben</span>'),
    ("<@U0ANA>", '<span class="mention me">@Ana</span>'),
    ("<#C0SALES|old>", '<span class="mention">#sales</span>'),
    ("<#C9|gone>", '<span class="mention">#gone</span>'),
    ("<!subteam^S1|@desk>", '<span class="mention">@desk</span>'),
    ("<!here>", '<span class="mention">@here</span>'),
    (":wave::skin-tone-4: :flag-in: :nonesuch:", "👋🏽 🇮🇳 :nonesuch:"),
    ("10:30:45", "10:30:45"),
    ("<javascript:alert(1)|x>", "<span>x</span>"),
    (SPITEFUL.replace("<", "&lt;"), SPITEFUL.replace("<", "&lt;").replace(">", "&gt;")),
]
LINKS = [
    ("<https://e.example/a_b_c|*t* &amp; :+1:>", "https://e.example/a_b_c", "*t* & 👍"),
    ("see https://e.example/_x_.", "https://e.example/_x_", "https://e.example/_x_"),
    ("<mailto:a@b.example>", "mailto:a@b.example", "a@b.example"),
    (f"<!date^{NOW}^{{date_num}}^https://d.example|x>", "https://d.example/", "2026-09-21"),
]
DATES = [
    (NOW, "{date_num} {date_slash}", "2026-09-21 21/09/2026"),
    (NOW, "{date} {time}", "September 21st 10:13 PM"),
    (NOW, "{time_secs}", "10:13:20 PM"),
    (NOW, "{date_short_pretty} at {time}", "Today at 10:13 PM"),
    (NOW, "due {date_pretty}", "due today"),
    (NOW + 3 * 3600, "{date_long_pretty}", "Tomorrow"),
    (NOW - DAY, "since {day_divider_pretty}", "since yesterday"),
    (NOW + 5 * DAY, "{date_short_pretty}", "Sep 26"),
    (NOW + 200 * DAY, "{date_short}", "Apr 9, 2027"),
    (NOW - 400 * DAY, "{date_long}", "Sunday, August 17th, 2025"),
    (NOW - 400 * DAY, "{date_long_full}", "August 17, 2025"),
    (NOW - 180, "{ago}", "3 minutes ago"),
    (NOW - 3 * DAY, "{ago}", "3 days ago"),
    (NOW + 2 * 3600, "{ago}", "In 2 hours"),
    (NOW, "{no_such_token}", "{no_such_token}"),
]
MALFORMED: list[Any] = [
    None,
    {},
    {"type": "mystery"},
    {"type": "header"},
    {"type": "section", "text": {"type": "mrkdwn"}},
    {"type": "context"},
    {"type": "table", "rows": []},
    {"type": "rich_text", "elements": [{"type": "rich_text_section"}]},
    {"type": "actions", "elements": [{"type": "widget"}]},
    {"type": "actions", "elements": [{"type": "button", "action_id": "x"}]},
    {"type": "input", "label": {"text": "x"}, "element": {"type": "radio_buttons"}},
]


def html(page: Any, module: str, call: str, given: Any) -> str:
    """What a module's function makes of something, as HTML."""
    script = f"""async (given) => {{
      const found = await import("/page/{module}.js");
      const holder = document.createElement("div");
      holder.append(...[found.{call}].flat());
      return holder.innerHTML;
    }}"""
    return str(page.evaluate(script, given))


def test_mrkdwn_is_read_as_slack_reads_it(page: Any) -> None:
    for text, drawn in MRKDWN:
        assert html(page, "texts/mrkdwn", f"mrkdwn(given, {READER})", text) == drawn
    for text, address, words in LINKS:
        made = (
            f"mrkdwn(given, {READER}).filter((n) => n.href).flatMap((n) => [n.href, '|', n.text])"
        )
        assert html(page, "texts/mrkdwn", made, text).split("|") == [
            address,
            words.replace("&", "&amp;"),
        ]
    plainly = "textNodes(given, null)"
    assert (
        html(page, "texts/mrkdwn", plainly, {"type": "plain_text", "text": ":tada: *x*"})
        == "🎉 *x*"
    )
    as_typed = {"type": "plain_text", "text": ":tada:", "emoji": False}
    assert html(page, "texts/mrkdwn", plainly, as_typed) == ":tada:"


def test_date_tokens_are_spelled_in_the_readers_zone(page: Any) -> None:
    for stamp, pattern, words in DATES:
        call = f"spelledDate(given[0], given[1], {READER})"
        assert html(page, "texts/date_tokens", call, [stamp, pattern]) == words, pattern


def test_standard_markdown_is_drawn(page: Any) -> None:
    call = f"markdownBlock(given, {{ reader: {READER} }})"
    drawn = html(page, "texts/markdown", call, {"text": MARKDOWN})
    for part in (
        "<h3>A heading with <code>code</code></h3>",
        "<strong>bold</strong>, <em>slanted</em>, <s>struck</s>, <strong><em>both</em></strong>",
        '<li>one<ul class="listed"><li>deeper</li></ul></li><li>☑ done</li>',
        '<ol class="listed" start="3"><li>three</li><li>four</li></ol>',
        "<blockquote><p>a quote</p></blockquote>",
        '<pre>print("**as is**")</pre>',
        '<td dir="auto" class="wrapped" style="text-align: right;">12</td>',
    ):
        assert part in drawn


def test_what_cannot_be_drawn_is_named(page: Any) -> None:
    surface = f"{{ reader: {READER}, held: () => null }}"
    for block in MALFORMED:
        assert 'class="unknown"' in html(
            page, "blocks/blocks", f"drawBlocks([given], {surface})", block
        )
    good = {"type": "divider"}
    assert "<hr>" in html(page, "blocks/blocks", f"drawBlocks([null, given], {surface})", good)


def test_a_date_that_is_none_leaves_its_words(page: Any, api: RawClient) -> None:
    far = "<!date^9999999999999999^{date}|far away>"
    text = f"<!date^1|no pattern> <!date^soon^{{date}}|no number> {far}"
    api("chat.postMessage", channel="#general", text=text)
    assert api.status == 200
    page.get_by_role("button", name=re.compile("^#general")).click()
    log = page.get_by_role("log")
    expect(log.get_by_text("no pattern no number far away")).to_be_visible()
