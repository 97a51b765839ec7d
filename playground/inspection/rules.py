"""The rule behind each refusal: a sentence for a person, and its place in Slack's documentation."""

from __future__ import annotations

from playground.wire import Json

DOCS = "https://docs.slack.dev/"
METHOD_PAGE = "reference/methods/{method}"
_BLOCKS = "reference/block-kit"
_HISTORY = "reference/methods/conversations.history"
_INTERACTION = "interactivity/handling-user-interaction"
_METADATA = "messaging/message-metadata"
_MODALS = "surfaces/modals"
_PAGES = "apis/web-api/pagination"
_SCOPES = "reference/scopes"
_SOCKET = "apis/events-api/using-socket-mode"
_TOKENS = "authentication/tokens"
_WEB_API = "apis/web-api"

RULES: dict[str, tuple[str, str]] = {
    "account_inactive": ("The app was uninstalled, or its token’s owner has left.", _TOKENS),
    "already_archived": ("The channel is archived already.", METHOD_PAGE),
    "already_in_channel": ("Who is in the channel already can’t be invited again.", METHOD_PAGE),
    "already_pinned": ("The message is pinned already.", METHOD_PAGE),
    "already_reacted": ("An app can add the same emoji to a message only once.", METHOD_PAGE),
    "bad_timestamp": ("A message is named by the `ts` that its post was given.", METHOD_PAGE),
    "bot_not_found": ("The bot must be known in this workspace.", METHOD_PAGE),
    "cannot_dm_bot": ("An app can’t open a direct message with a bot.", METHOD_PAGE),
    "cannot_reply_to_message": ("This kind of message can’t have a thread.", METHOD_PAGE),
    "cant_archive_general": ("The channel of all members can’t be archived.", METHOD_PAGE),
    "cant_delete_file": ("An app can delete only the files that it uploaded.", METHOD_PAGE),
    "cant_delete_message": ("An app can delete only the messages that it posted.", METHOD_PAGE),
    "cant_invite_self": ("An app can’t invite itself; it joins.", METHOD_PAGE),
    "cant_kick_from_general": (
        "Nobody can be removed from the channel of all members.",
        METHOD_PAGE,
    ),
    "cant_kick_self": ("An app can’t remove itself; it leaves.", METHOD_PAGE),
    "cant_leave_general": ("Nobody can leave the channel of all members.", METHOD_PAGE),
    "cant_update_message": ("An app can change only the messages that it posted.", METHOD_PAGE),
    "channel_not_found": (
        "The channel must exist and, if it is private, have the app as a member.",
        METHOD_PAGE,
    ),
    "dispatch_failed": (
        "The app must be reachable: over HTTP it answers 200, over Socket Mode it holds a socket.",
        "interactivity/implementing-slash-commands",
    ),
    "duplicate_external_id": ("An `external_id` belongs to one view of a workspace.", METHOD_PAGE),
    "exchanged_trigger_id": ("A `trigger_id` opens one view and is then used up.", _MODALS),
    "expired_trigger_id": (
        "A `trigger_id` is good for 3 seconds after the person did something.",
        _MODALS,
    ),
    "expired_url": ("A response URL works for 30 minutes.", _INTERACTION),
    "fatal_error": (
        "Slack failed half-way: what was asked may or may not have been done.",
        METHOD_PAGE,
    ),
    "file_not_found": ("The file must be there and within the app’s sight.", METHOD_PAGE),
    "hash_conflict": (
        "The view changed since the `hash` that was given: somebody updated it first.",
        METHOD_PAGE,
    ),
    "internal_error": ("Slack failed; trying again later is right.", METHOD_PAGE),
    "invalid_arguments": (
        "Every argument must be there and of its kind; each fault is named.",
        METHOD_PAGE,
    ),
    "invalid_attachments": ("Attachments are a list of at most 100 objects.", METHOD_PAGE),
    "invalid_auth": ("The token must be one that this workspace gave to the app.", _TOKENS),
    "invalid_blocks": (
        "Blocks must keep Block Kit’s limits and surfaces; each fault is named.",
        _BLOCKS,
    ),
    "invalid_channel": ("The channel must be named by an id that is known here.", METHOD_PAGE),
    "invalid_cursor": ("A cursor is the `next_cursor` of the page before, unchanged.", _PAGES),
    "invalid_errors": (
        "`errors` names blocks of the form that hold an input, each with a sentence.",
        _MODALS,
    ),
    "invalid_form_data": ("A form’s body must be URL-encoded UTF-8.", _WEB_API),
    "invalid_json": ("A body that is said to be JSON must be JSON.", _WEB_API),
    "invalid_limit": ("A page’s size is a whole number within the method’s range.", _PAGES),
    "invalid_metadata_format": (
        "Metadata is an `event_type` with an `event_payload` object.",
        _METADATA,
    ),
    "invalid_metadata_schema": ("Metadata must fit the shape its type declares.", _METADATA),
    "invalid_name": ("The name must be one that Slack knows, such as an emoji’s.", METHOD_PAGE),
    "invalid_name_maxlength": ("A channel’s name has 80 characters at most.", METHOD_PAGE),
    "invalid_name_punctuation": ("A channel’s name can’t be punctuation alone.", METHOD_PAGE),
    "invalid_name_required": ("A channel needs a name.", METHOD_PAGE),
    "invalid_name_specials": (
        "A channel’s name is lower-case letters, digits, “-” and “_”.",
        METHOD_PAGE,
    ),
    "invalid_options": (
        "Suggestions are options or groups of them; else Slack shows “No results”.",
        "reference/block-kit/block-elements/select-menu-element",
    ),
    "invalid_payload": ("A response URL takes one JSON object.", _INTERACTION),
    "invalid_response_action": (
        "A form’s ack may say `errors`, `update`, `push` or `clear`, or nothing.",
        _MODALS,
    ),
    "invalid_scheduled_message_id": (
        "The message must still be waiting to be posted, in that channel.",
        METHOD_PAGE,
    ),
    "invalid_time": ("The time must be a whole number of seconds since 1970.", METHOD_PAGE),
    "invalid_trigger_id": ("A `trigger_id` comes with what a person did.", _MODALS),
    "invalid_post_type": (
        "A body is JSON, a form, a form in parts or plain text; its Content-Type says which.",
        _WEB_API,
    ),
    "invalid_ts_latest": ("`latest` is a time in seconds since 1970.", _HISTORY),
    "invalid_ts_oldest": ("`oldest` is a time in seconds since 1970.", _HISTORY),
    "invalid_types": ("`types` names kinds of conversation, with commas between.", METHOD_PAGE),
    "invalid_url": ("A response URL is used exactly as it was given.", _INTERACTION),
    "invalid_view": ("A view must keep the limits of its kind; each fault is named.", _MODALS),
    "is_archived": ("Nothing can be posted or changed in an archived channel.", METHOD_PAGE),
    "is_inactive": ("Nothing can be changed in a channel that is archived or gone.", METHOD_PAGE),
    "json_not_object": ("A JSON body must be an object of arguments.", _WEB_API),
    "last_member": ("The last member of a channel can’t leave it.", METHOD_PAGE),
    "limit_required": ("With so many to list, the call must ask for them in pages.", _PAGES),
    "message_not_found": (
        "The message must still be there, in that channel, under that `ts`.",
        METHOD_PAGE,
    ),
    "metadata_must_be_sent_from_app": ("Only an app’s own token may send metadata.", _METADATA),
    "method_not_supported_for_channel_type": (
        "This can’t be done in a conversation of that kind.",
        METHOD_PAGE,
    ),
    "missing_scope": (
        "The manifest must ask for the scope, and the app be installed again with it.",
        _SCOPES,
    ),
    "msg_too_long": ("A message’s text holds 40,000 characters at most.", METHOD_PAGE),
    "name_taken": ("Another channel has that name.", METHOD_PAGE),
    "markdown_text_conflict": (
        "`markdown_text` stands alone: a call has it or `text` and `blocks`.",
        METHOD_PAGE,
    ),
    "no_user": ("The call must say who is meant.", METHOD_PAGE),
    "no_item_specified": ("The call must say which message it means.", METHOD_PAGE),
    "no_permission": ("The app may not do this there.", METHOD_PAGE),
    "no_pin": ("Only a message that is pinned can be taken down.", METHOD_PAGE),
    "no_reaction": ("Only a reaction that is there can be taken away.", METHOD_PAGE),
    "no_text": ("A message needs `text`, blocks or attachments.", METHOD_PAGE),
    "not_allowed_token_type": (
        "Sockets are opened with the app-level token, all else is called with the bot’s.",
        _TOKENS,
    ),
    "not_archived": ("Only an archived channel can be brought back.", METHOD_PAGE),
    "not_authed": ("Every call needs a token, best as `Authorization: Bearer …`.", _TOKENS),
    "not_authorized": ("This app may not do that there.", METHOD_PAGE),
    "not_enabled": ("The manifest must switch the App Home’s tab on.", "surfaces/app-home"),
    "not_found": ("The view must still be open.", METHOD_PAGE),
    "not_in_channel": ("The app’s bot must be a member of the channel.", METHOD_PAGE),
    "operation_timeout": (
        "Slack waits 3 seconds for an ack; then the person sees that it failed.",
        _INTERACTION,
    ),
    "push_limit_reached": ("Three views at most stand on one another.", _MODALS),
    "ratelimited": (
        "Too many calls of one method: wait the seconds that `Retry-After` says.",
        "apis/web-api/rate-limits",
    ),
    "request_timeout": ("The call’s body must arrive whole.", METHOD_PAGE),
    "restricted_action": ("The workspace’s settings keep the app from doing this.", METHOD_PAGE),
    "restricted_too_many": (
        "Too many messages are waiting for the same five minutes of one channel.",
        METHOD_PAGE,
    ),
    "thread_not_found": ("A thread’s parent must still be there.", METHOD_PAGE),
    "time_in_past": ("A message can be scheduled only for a time to come.", METHOD_PAGE),
    "time_too_far": ("A message can be scheduled 120 days ahead at most.", METHOD_PAGE),
    "token_revoked": ("The token was taken back; the app must be installed again.", _TOKENS),
    "too_long": ("The text is longer than the method takes.", METHOD_PAGE),
    "too_many_attachments": ("A message takes 100 attachments at most.", METHOD_PAGE),
    "too_many_emoji": (
        "A message bears only so many different emoji.",
        METHOD_PAGE,
    ),
    "too_many_reactions": ("Each member can put only so many emoji on a message.", METHOD_PAGE),
    "too_many_websockets": ("An app holds 10 sockets at most.", _SOCKET),
    "unknown_method": ("There is no such method here.", "reference/methods"),
    "used_url": ("A response URL takes 5 answers.", _INTERACTION),
    "user_disabled": ("The person’s account has been deactivated.", METHOD_PAGE),
    "user_not_found": ("The user must be known in this workspace.", METHOD_PAGE),
    "user_not_in_channel": (
        "An ephemeral message reaches only a member of the channel.",
        METHOD_PAGE,
    ),
    "users_list_not_supplied": ("`users` must say who, with commas between.", METHOD_PAGE),
    "users_not_found": ("Everybody named must be known in this workspace.", METHOD_PAGE),
    "view_too_large": ("A view holds 250 kB at most.", METHOD_PAGE),
}


def rule_broken(error: str, method: str = "", said: Json | None = None) -> Json:
    """The rule behind an error name, its page, and each fault that the answer itself names."""
    words, page = RULES.get(error, ("See the errors on the method’s page.", METHOD_PAGE))
    if "{" in page and not method:
        page = "reference/methods"
    return {
        "error": error,
        "rule": words,
        "page": DOCS + page.format(method=method),
        "faults": _faults(said or {}),
    }


def _faults(said: Json) -> list[str]:
    metadata = said.get("response_metadata")
    named = list(metadata.get("messages") or []) if isinstance(metadata, dict) else []
    if said.get("needed"):
        given = said.get("provided") or "none"
        named.append(f"needed: {said['needed']}; given: {given}")
    return [str(fault) for fault in named]
