"""users.*: who is who."""

from __future__ import annotations

from playground.installation import Installation
from playground.people import Member
from playground.refusals import SlackError
from playground.web_api.arguments import Arguments
from playground.web_api.pages import page
from playground.wire import Json

LOCALE = "en-US"
"""In which language everybody here reads Slack."""


def info(slack: Installation, args: Arguments) -> Json:
    """users.info."""
    member = slack.workspace.members.get(args.needed("user"))
    if member is None:
        raise SlackError("user_not_found")
    return {"user": described(slack, member) | _locale(args)}


def list_all(slack: Installation, args: Arguments) -> Json:
    """users.list: this workspace's own people, closed accounts too."""
    home = slack.workspace.team_id
    everybody = [m for m in slack.workspace.members.values() if m.team_id == home]
    # Without a `limit` everybody comes at once (docs.slack.dev, users.list).
    part, following = page(everybody, args, default=len(everybody))
    return {
        "members": [described(slack, member) | _locale(args) for member in part],
        "cache_ts": int(slack.workspace.clock.now().timestamp()),
        "response_metadata": {"next_cursor": following},
    }


def lookup_by_email(slack: Installation, args: Arguments) -> Json:
    """users.lookupByEmail."""
    wanted = args.needed("email").casefold()
    for member in slack.workspace.members.values():
        at_home = member.team_id == slack.workspace.team_id and not member.deleted
        if at_home and member.email.casefold() == wanted:
            return {"user": described(slack, member)}
    raise SlackError("users_not_found")


def profile(slack: Installation, args: Arguments) -> Json:
    """users.profile.get."""
    member = slack.workspace.members.get(args.text("user") or slack.workspace.app.user_id)
    if member is None:
        raise SlackError("user_not_found")
    return {"profile": described(slack, member)["profile"]}


def presence(slack: Installation, args: Arguments) -> Json:
    """users.getPresence: who has an account here is there."""
    member = slack.workspace.members.get(args.text("user") or slack.workspace.app.user_id)
    if member is None:
        raise SlackError("user_not_found")
    return {"presence": "away" if member.deleted else "active"}


def described(slack: Installation, member: Member) -> Json:
    """The user object as this app's scopes show it."""
    with_email = "users:read.email" in slack.manifest.scopes
    said = member.as_slack_says(slack.workspace.clock.now(), with_email=with_email)
    app = slack.workspace.app
    if member.id == app.user_id:
        said["profile"] |= {"api_app_id": app.app_id, "bot_id": app.bot_id, "always_active": True}
    return said


def _locale(args: Arguments) -> Json:
    return {"locale": LOCALE} if args.flag("include_locale") else {}
