"""A workspace with next to nobody in it, for an app that needs no story."""

from __future__ import annotations

from playground.channels import Channel
from playground.people import Member
from playground.workspace import AppIdentity, Workspace

TEAM = "T0PLAIN"


def plain_company() -> Workspace:
    """A new workspace: its owner, a colleague, a guest, #general and #random."""
    app = AppIdentity("A0APP", bot_id="B0APP", user_id="U0APP", name="app")
    workspace = Workspace(team_id=TEAM, domain="plain", name="Plain", app=app)
    people = [
        owner := _member("owner", "Olive Owner"),
        _member("colleague", "Cole Colleague"),
        guest := _member("guest", "Gwen Guest"),
    ]
    owner.is_owner = owner.is_admin = True
    guest.is_restricted = guest.is_ultra_restricted = True
    for member in people:
        workspace.add_member(member)
    colleagues = {member.id for member in people if member.is_full_member}
    workspace.add_channel(Channel("C0GENERAL", "general", members=set(colleagues), is_general=True))
    workspace.add_channel(Channel("C0RANDOM", "random", members={m.id for m in people}))
    return workspace


def _member(handle: str, real_name: str) -> Member:
    return Member(
        id="U0" + handle.upper(),
        handle=handle,
        real_name=real_name,
        display_name=real_name.split(" ", 1)[0],
        tz="UTC",
        team_id=TEAM,
        email=f"{handle}@plain.example",
    )
