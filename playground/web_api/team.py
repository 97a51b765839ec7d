"""api.*, auth.*, apps.*, bots.*, emoji.*, team.*, usergroups.*: who the app is, and where."""

from __future__ import annotations

from playground.installation import Installation
from playground.refusals import SlackError
from playground.web_api.arguments import Arguments
from playground.wire import Json

ICONS = "https://a.slack-edge.com/80588/img/plugins/app"


def auth_test(slack: Installation, _: Arguments) -> Json:
    """auth.test."""
    workspace = slack.workspace
    return {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.name,
        "user": workspace.app.name,
        "team_id": workspace.team_id,
        "user_id": workspace.app.user_id,
        "bot_id": workspace.app.bot_id,
        "is_enterprise_install": False,
    }


def api_test(_: Installation, args: Arguments) -> Json:
    """api.test: gives back what it was given, and fails with the `error` that it was given."""
    if args.text("error"):
        raise SlackError(args.text("error"), args=args.said)
    return {"args": args.said}


def auth_revoke(slack: Installation, args: Arguments) -> Json:
    """auth.revoke: the token is worth nothing from now on, unless it was a `test`."""
    if args.flag("test"):
        return {"revoked": False}
    slack.revoke()
    return {"revoked": True}


def bot_info(slack: Installation, args: Arguments) -> Json:
    """bots.info: this app's bot; others it does not know."""
    app = slack.workspace.app
    if args.text("bot") not in ("", app.bot_id):
        raise SlackError("bot_not_found")
    bot = {
        "id": app.bot_id,
        "deleted": False,
        "name": app.name,
        "updated": int(slack.workspace.clock.now().timestamp()),
        "app_id": app.app_id,
        "user_id": app.user_id,
        "icons": {f"image_{size}": f"{ICONS}/app-{size}.png" for size in (36, 48, 72)},
    }
    return {"bot": bot}


def emoji_list(slack: Installation, _: Arguments) -> Json:
    """emoji.list: a workspace without emoji of its own."""
    at = slack.workspace.clock.now().timestamp()
    return {"emoji": {}, "cache_ts": f"{at:.6f}"}


def usergroups_list(_: Installation, __: Arguments) -> Json:
    """usergroups.list: a workspace without user groups."""
    return {"usergroups": []}


def info(slack: Installation, _: Arguments) -> Json:
    """team.info."""
    workspace = slack.workspace
    team = {
        "id": workspace.team_id,
        "name": workspace.name,
        "domain": workspace.domain,
        "url": f"https://{workspace.domain}.slack.com/",
        "email_domain": "",
        "icon": {"image_default": True},
        "avatar_base_url": "",
        "is_verified": False,
    }
    return {"team": team}


def open_connection(slack: Installation, _: Arguments) -> Json:
    """apps.connections.open."""
    return {"url": slack.open_socket()}
