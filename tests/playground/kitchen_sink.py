"""A message, a Home and a modal with every block and element that Slack's client draws."""

from __future__ import annotations

from typing import Any

from tests.playground.test_flows import button, field, modal, option, plain, section

Json = dict[str, Any]
DOT = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='320' height='180'%3E"
    "%3Crect width='320' height='180' fill='%2317655e'/%3E%3C/svg%3E"
)
"""A picture that needs no network."""
GONE = "http://127.0.0.1:1023/gone.png"
"""A picture that nobody serves: nothing listens at that port."""
LONG = "Hargreaves, Whitcombe & Daughters (Trading) of Newcastle upon Tyne, Ltd"
SURE = {
    "title": plain("Sure?"),
    "text": plain("It can’t be undone."),
    "confirm": plain("Yes, do it"),
    "deny": plain("Not yet"),
}
COLOURS = [option("Red"), option(LONG), option("Blue")]
GROUPS = [
    {"label": plain("Warm"), "options": [option("Red"), option("Orange")]},
    {"label": plain("Cold"), "options": [option("Blue"), option(LONG)]},
]
MRKDWN = """*bold* _italic_ ~struck~ `code & <http://x.example|link>` *_both_* snake_case 2*3*4
> quoted, with <@U0BEN>, <#C0GENERAL>, <!here> and <!subteam^S1|@sales>
• a list as typed :tada: :wave::skin-tone-4: :flag-in: 5 &lt; 6 &amp; 7 :unknown_one:
<https://example.com/a_b_c|a link> https://example.com/bare_one. <mailto:a@b.example|write>
```
fenced *as is* <https://f.example>
```
Due <!date^1790000000^{date_short_pretty} at {time}|soon>, <!date^1600000000^{date_long}|once>,
<!date^1789996400^{ago}|x>, <!date^1790086400^{date_long_pretty} {time_secs}^https://d.example|x>"""
MARKDOWN = """# A heading with `code`
Some **bold**, *slanted*, ~~struck~~, ***both*** and [a link](https://example.com).

- one
  - deeper
- [x] done

3. three
4. four

> a quote

```python
print("**as is**")
```

| Name | Sum |
|:-----|----:|
| Acme | 12 |
| Birch | 7 |"""


def text(words: str, **style: bool) -> Json:
    return {"type": "text", "text": words, **({"style": style} if style else {})}


def line(*pieces: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(pieces)}


def bullets(*lines: str, **more: Any) -> Json:
    items = [line(text(words)) for words in lines]
    return {"type": "rich_text_list", "style": "bullet", "elements": items, **more}


RICH = {
    "type": "rich_text",
    "elements": [
        line(
            text("bold ", bold=True),
            text("code", code=True),
            text(" struck ", strike=True),
            {"type": "user", "user_id": "U0BEN"},
            {"type": "channel", "channel_id": "C0GENERAL"},
            {"type": "broadcast", "range": "here"},
            {"type": "usergroup", "usergroup_id": "S0SALES"},
            {"type": "emoji", "name": "wave", "unicode": "1f44b-1f3fd"},
            {"type": "color", "value": "#17655e"},
            {"type": "date", "timestamp": 1_790_000_000, "format": "{date_num}"},
            {"type": "link", "url": "https://example.com", "text": " there"},
        ),
        bullets("first", "second", border=1),
        bullets("inside", indent=1),
        bullets("going on", style="ordered", offset=4),
        {"type": "rich_text_quote", "elements": [text("said before")]},
        {"type": "rich_text_preformatted", "elements": [text("a = *b*")], "border": 0},
    ],
}
TABLE = {
    "type": "table",
    "column_settings": [{"is_wrapped": True}, {"align": "right"}],
    "rows": [
        [{"type": "raw_text", "text": "Account"}, {"type": "raw_text", "text": "Calls"}],
        [
            {"type": "rich_text", "elements": [line(text("Acme", bold=True))]},
            {"type": "raw_text", "text": "12"},
        ],
    ],
}
VIDEO = {
    "type": "video",
    "title": plain("How it is done"),
    "title_url": "https://video.example/1",
    "description": plain("In two minutes"),
    "video_url": "https://video.example/embed/1",
    "thumbnail_url": DOT,
    "alt_text": "A still",
    "author_name": "Ana",
    "provider_name": "Tube",
}
ELEMENTS: list[Json] = [
    {**button("Plain", "plain"), "accessibility_label": "A plain one"},
    {**button("Go on", "go"), "style": "primary", "url": "https://example.com/opened"},
    {**button("Drop :wastebasket:", "drop"), "style": "danger", "confirm": SURE},
    {
        "type": "overflow",
        "action_id": "more",
        "options": [option("Mute"), {**option("Open"), "description": plain("Elsewhere")}],
    },
    {"type": "static_select", "action_id": "one", "options": COLOURS, "placeholder": plain("One")},
    {"type": "static_select", "action_id": "grouped", "option_groups": GROUPS},
    {"type": "multi_static_select", "action_id": "some", "option_groups": GROUPS},
    {"type": "external_select", "action_id": "found", "min_query_length": 1},
    {"type": "multi_external_select", "action_id": "founds", "min_query_length": 0},
    {"type": "users_select", "action_id": "user"},
    {"type": "multi_users_select", "action_id": "users", "max_selected_items": 1},
    {"type": "conversations_select", "action_id": "conversation"},
    {
        "type": "multi_conversations_select",
        "action_id": "conversations",
        "filter": {"include": ["public"], "exclude_external_shared_channels": True},
    },
    {"type": "channels_select", "action_id": "channel"},
    {"type": "multi_channels_select", "action_id": "channels"},
    {"type": "datepicker", "action_id": "day", "initial_date": "2026-11-20"},
    {"type": "timepicker", "action_id": "hour", "timezone": "Europe/Berlin"},
    {"type": "datetimepicker", "action_id": "moment"},
    {
        "type": "radio_buttons",
        "action_id": "radio",
        "options": [option("Tea"), {**option("Coffee"), "description": plain("Strong")}],
    },
    {
        "type": "checkboxes",
        "action_id": "boxes",
        "options": [{"text": {"type": "mrkdwn", "text": "*Bold* one"}, "value": "b"}],
    },
]
TYPED: list[Json] = [
    {"type": "plain_text_input", "action_id": "line", "max_length": 10, "min_length": 3},
    {"type": "plain_text_input", "action_id": "lines", "multiline": True},
    {"type": "number_input", "action_id": "number", "is_decimal_allowed": True},
    {"type": "email_text_input", "action_id": "mail"},
    {"type": "url_text_input", "action_id": "url"},
    {"type": "rich_text_input", "action_id": "rich"},
    {"type": "file_input", "action_id": "file", "max_files": 2, "filetypes": ["txt"]},
]
FEEDBACK = {
    "type": "context_actions",
    "elements": [
        {
            "type": "feedback_buttons",
            "action_id": "thumbs",
            "positive_button": {"text": plain("Good"), "value": "up"},
            "negative_button": {"text": plain("Bad"), "value": "down"},
        },
        {"type": "icon_button", "icon": "trash", "text": plain("Bin it"), "action_id": "bin"},
    ],
}
PICTURE = {"type": "image", "image_url": DOT, "alt_text": "A dot"}
EVERYWHERE: list[Json] = [
    {"type": "header", "text": plain("Everything :tada:")},
    section(MRKDWN, accessory={**PICTURE, "alt_text": "Beside"}),
    {
        "type": "section",
        "fields": [{"type": "mrkdwn", "text": f"*Field {n}*\nvalue"} for n in range(3)],
    },
    {"type": "context", "elements": [{**PICTURE, "alt_text": "Tiny"}, plain("small :+1: words")]},
    {"type": "divider"},
    {**PICTURE, "title": plain("A picture")},
    {"type": "image", "image_url": GONE, "alt_text": "A picture out of reach"},
    RICH,
    VIDEO,
]


def sink_message() -> list[Json]:
    """Blocks of a message: all that a message may hold."""
    file = {"type": "file", "external_id": "ABC", "source": "remote"}
    markdown = {"type": "markdown", "text": MARKDOWN}
    hands = {"type": "actions", "block_id": "hands", "elements": ELEMENTS}
    return [*EVERYWHERE, TABLE, markdown, file, hands, FEEDBACK]


def sink_modal() -> Json:
    """A modal with an input for every element that an input takes."""
    kept = [e for e in ELEMENTS if e["type"] not in ("button", "overflow")]
    fields = [field(e["action_id"], e, optional=True) for e in [*kept, *TYPED]]
    return modal(*fields, title=plain("Everything :tada:"))


def sink_home() -> Json:
    """A Home tab with every block that one may hold."""
    hands = {"type": "actions", "block_id": "hands", "elements": ELEMENTS}
    return {"type": "home", "blocks": [*EVERYWHERE, TABLE, hands]}
