"""auth.test, team.info and apps.connections.open: who we are and where."""

from __future__ import annotations

from playground.installation import Installation
from playground.web_api.arguments import Arguments
from playground.wire import Json


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
