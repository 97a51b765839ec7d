"""Harbour & Pine, the sample company: a team over six time zones, and outsiders."""

from __future__ import annotations

from playground.channels import Channel
from playground.people import Member
from playground.workspace import AppIdentity, Workspace

HOME_TEAM = "T0HARBOUR"
OTHER_TEAM = "T0STELLAR"


def sample_company() -> Workspace:
    """A new workspace with its people and channels, where nothing has been said yet."""
    workspace = Workspace(
        team_id=HOME_TEAM,
        domain="harbour-and-pine",
        name="Harbour & Pine",
        app=AppIdentity("A0RAPPORT", bot_id="B0RAPPORT", user_id="U0RAPPORT", name="rapport"),
    )
    for member in [*_team(), *_outsiders(), _bot()]:
        workspace.add_member(member)
    for channel in _channels():
        workspace.add_channel(channel)
    return workspace


def _colleague(
    handle: str, real_name: str, tz: str, title: str = "", *, owner: bool = False
) -> Member:
    return Member(
        id="U0" + handle.upper(),
        handle=handle,
        real_name=real_name,
        display_name=real_name.split(" ", 1)[0],
        title=title,
        tz=tz,
        team_id=HOME_TEAM,
        email=f"{handle}@harbourandpine.example",
        is_owner=owner,
        is_admin=owner,
    )


def _team() -> list[Member]:
    return [
        _colleague("ana", "Ana Villanueva", "Asia/Manila", "Account manager"),
        _colleague("ben", "Ben Hartwig", "Europe/Berlin", "Head of accounts"),
        _colleague("chitra", "Chitra Sen", "Asia/Kolkata", "Account manager, Dipu’s deputy"),
        _colleague("dipu", "Dipu Rahman", "Asia/Dhaka", "Account manager"),
        _colleague("olga", "Olga Tavares", "America/Sao_Paulo", "Owner", owner=True),
        _colleague("max", "Max Lindner", "Europe/Berlin", "Sales"),
    ]


def _outsiders() -> list[Member]:
    gus = _colleague("gus", "Gus Okafor", "Africa/Lagos", "Illustrator, guest")
    gus.is_restricted = gus.is_ultra_restricted = True
    sten = _colleague("sten", "Sten Nyberg", "Europe/Stockholm", "Plant liaison, Stellar Works")
    sten.team_id, sten.is_stranger = OTHER_TEAM, True
    sten.email = "sten@stellarworks.example"
    return [gus, sten]


def _bot() -> Member:
    return Member(
        id="U0RAPPORT",
        handle="rapport",
        real_name="Rapport",
        tz="America/Los_Angeles",
        team_id=HOME_TEAM,
        is_bot=True,
    )


def _channels() -> list[Channel]:
    team = {member.id for member in _team()}
    return [
        Channel("C0GENERAL", "general", members=set(team), is_general=True),
        Channel("C0SALES", "sales", members=team | {"U0GUS"}),
        Channel("C0COMPLAINTS", "complaints", members=set(team)),
        Channel("C0LEADERSHIP", "leadership", "private", members={"U0BEN", "U0OLGA"}),
        Channel(
            "C0PARTNERACME",
            "partner-acme",
            members={"U0ANA", "U0BEN", "U0STEN"},
            is_ext_shared=True,
            connected_team_ids=[OTHER_TEAM],
        ),
    ]
