"""The objects that blocks are put together from: texts, options, confirmations, filters.

Limits are those of docs.slack.dev, "Reference: composition objects".
"""

from __future__ import annotations

from playground.blocks.rules import Flag, Many, OneOf, Rule, Shape, String, Typed

Rules = dict[str, Rule]

UNBOUNDED = 10**9
"""For what Slack sets no bound to, short of the size of the whole."""

ACTION_ID = String(255)
BLOCK_ID = String(255)
URL = String(3000, pattern=r"(?s)[a-z][a-z0-9+.-]*:.+")
NUMBER = String(100, pattern=r"-?\d+(\.\d+)?")
DATE = String(10, pattern=r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
TIME = String(5, pattern=r"([01]\d|2[0-3]):[0-5]\d")
USER = String(50, pattern=r"[UW][A-Z0-9]+")
CHANNEL = String(50, pattern=r"[CG][A-Z0-9]+")
CONVERSATION = String(50, pattern=r"[CDGUW][A-Z0-9]+")


def plain(most: int = 3000) -> Rule:
    """plain_text only."""
    return Typed({"plain_text": Shape({"text": String(most)}, {"emoji": Flag()})})


def words(most: int = 3000) -> Rule:
    """plain_text or mrkdwn."""
    return Typed(
        {
            "plain_text": Shape({"text": String(most)}, {"emoji": Flag()}),
            "mrkdwn": Shape({"text": String(most)}, {"verbatim": Flag()}),
        }
    )


STYLE = OneOf(("primary", "danger"))
CONFIRM = Shape(
    {"title": plain(100), "text": words(300), "confirm": plain(30), "deny": plain(30)},
    {"style": STYLE},
)
OPTION = Shape({"text": plain(75), "value": String(150)}, {"description": plain(75)})
MENU_ITEM = Shape({"text": plain(75), "value": String(150)}, {"description": plain(75), "url": URL})
TICK = Shape({"text": words(75), "value": String(150)}, {"description": words(75)})
GROUP = Shape({"label": plain(75), "options": Many(OPTION, 100)})
FILTER = Shape(
    optional={
        "include": Many(OneOf(("im", "mpim", "private", "public")), 4, distinct=True),
        "exclude_external_shared_channels": Flag(),
        "exclude_bot_users": Flag(),
    },
    at_least_one=("include", "exclude_external_shared_channels", "exclude_bot_users"),
)
DISPATCH = Shape(
    {
        "trigger_actions_on": Many(
            OneOf(("on_enter_pressed", "on_character_entered")), 2, distinct=True
        )
    }
)
SLACK_FILE = Shape(
    optional={"url": String(3000), "id": String(255)},
    exactly_one=("url", "id"),
)
WORKFLOW = Shape(
    {
        "trigger": Shape(
            {"url": URL},
            {
                "customizable_input_parameters": Many(
                    Shape({"name": String(UNBOUNDED), "value": String(UNBOUNDED)}), UNBOUNDED
                )
            },
        )
    }
)
SUGGESTED = Shape(
    optional={"options": Many(OPTION, 100, least=0), "option_groups": Many(GROUP, 100, least=0)},
    exactly_one=("options", "option_groups"),
)
