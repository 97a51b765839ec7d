"""Where the published facts are wrong or know less than Slack's documentation, with the reason."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from tests.playground.conformance.facts import Fault

KNOWN: list[tuple[str, str, str, str]] = [
    # what · where · in which words · why the facts are wrong
    (
        "P_BlockAction",
        "",
        "'response_url' is a required property",
        "what is pressed in a view bears no response_url: there is no message to answer",
    ),
    (
        r"\w+Action",
        r"confirm/(text|title)",
        "is not of type 'string'",
        "recordings have the dialog's own text objects here; the type is that of old attachments",
    ),
    (
        "(Datetimepicker|EmailTextInput|UrlTextInput|NumberInput)Action",
        r"\w+",
        "the schema knows no such action",
        "docs.slack.dev has all four in blocks that dispatch",
    ),
    (
        "E_user_change",
        "user",
        "'.*' is a required property",
        "of a closed account Slack tells neither zone nor standing (docs.slack.dev, User object)",
    ),
    (
        r"(app-backend|events)/.*",
        r"(event\.)?(view|message|event)\.(blocks|attachments|files|root)|event\.(blocks|files)",
        "no recording",
        "the recordings were thinned of what an app itself had put there",
    ),
    (
        "app-backend/.*",
        r"actions\[\]\.((initial|selected)_\w+s|selected_date_time)",
        "no recording",
        "nobody recorded a choice of several, nor a date with a time; the schema has them",
    ),
    (
        "app-backend/.*",
        r"response_urls|actions\[\]\.icon",
        "no recording",
        "the list was empty, the element newer; the schema has both",
    ),
    (
        "events/.*",
        "context_(team|enterprise)_id",
        "no recording",
        "the recorded member_joined_channel has both, and so does docs.slack.dev for every event",
    ),
    (
        "events/MessagePayload",
        r"event\.app_id",
        "no recording",
        "older than apps' names beside their messages: chat.postMessage's recording has it",
    ),
    (
        "api/chat.update",
        r"message\.(thread_ts|reply_\w+|latest_reply|is_locked|subscribed)",
        "no recording",
        "nobody recorded the change of a thread's parent; chat.postMessage's recording has them",
    ),
    (
        "api/(conversations|users).*",
        r"(channel|channels\[\])\.(connected_team_ids|is_user_deleted)",
        "no recording",
        "the recording of conversations.info or of the other list has it",
    ),
    (
        r"api/views\.\w+",
        "errors",
        "no recording",
        "no refusal was recorded here; that of chat.postMessage has it",
    ),
    (
        "api/auth.revoke",
        "revoked",
        "no recording",
        "no success was recorded; docs.slack.dev has it",
    ),
    (
        "blocks .*",
        ".*",
        "refused, the schema takes it .very long.",
        "this schema has shapes without lengths",
    ),
    (
        "blocks .*",
        ".*/confirm",
        "refused.*missing required field: (title|confirm|deny)",
        "docs.slack.dev and the schema with lengths require all four texts of the dialog",
    ),
    (
        "blocks .*",
        ".*/dispatch_action_config",
        "refused.*missing required field: trigger_actions_on",
        "docs.slack.dev and the schema with lengths require it",
    ),
    (
        "blocks section",
        ".*",
        "refused.*missing required field: text",
        "a section has a text or fields, says docs.slack.dev and the schema with lengths",
    ),
    (
        "blocks plan",
        "tasks/0.*",
        "refused, the schema takes it",
        "a plan's tasks are task cards, says docs.slack.dev; the schema takes any object too",
    ),
    (
        "block-limits input .*",
        "element/initial_value",
        "refused, the schema takes it .very long.",
        "an input holds 3,000 characters at most, so a longer preset fails",
    ),
    (
        "block-limits (input|section|actions).*",
        ".*initial_conversations?(/0)?",
        "refused, the schema takes it .very long.",
        "no conversation has such an id",
    ),
    (
        "block-limits rich_text",
        "",
        "refused, the schema takes it .with a strange key.",
        "the restated subset dropped what is inside a rich text; the schema of shapes refuses it",
    ),
    (
        "events/(UserChange|TeamJoin)Payload",
        r"event\.(event_ts|cache_ts|user\.profile\.(status_emoji_display_info|fields))",
        "no recording",
        "the schema of the same events requires them",
    ),
    (
        "events/(AppUninstalled|TokensRevoked)Payload",
        r"event\.event_ts",
        "no recording",
        "docs.slack.dev has it in every event",
    ),
]


@dataclass
class Dissent:
    """The table at work: which of its lines were needed."""

    used: Counter[int] = field(default_factory=Counter)

    def is_known(self, fault: Fault) -> bool:
        """Whether the fault is the facts' own."""
        for index, (kind, at, words, _) in enumerate(KNOWN):
            of_kind = re.fullmatch(kind, fault.kind) and re.fullmatch(at, fault.at)
            if of_kind and re.search(words, fault.words):
                self.used[index] += 1
                return True
        return False

    def idle(self) -> list[str]:
        """The lines that no fault called for."""
        return [
            f"no longer needed: {kind} at {at}: {words}"
            for index, (kind, at, words, _) in enumerate(KNOWN)
            if not self.used[index]
        ]
