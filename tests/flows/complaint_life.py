"""A complaint's whole life, with the client's words marked so that they can be looked for."""

from __future__ import annotations

from playground.messages import Message
from storage import teams
from tests.conftest import Office
from tests.flows.on_record import knows

MARK = "ZEBRA"
CLIENT = f"{MARK}-Works"
CHANNEL = "#complaints"


def tells(office: Office, channel: str = CHANNEL) -> str:
    """Complaints are told in this channel from now on; gives its id."""
    chosen = office.slack.workspace.channel(channel).id
    with office.rapport.desk.write() as session:
        team = teams.of(session, office.slack.team_id)
        team.complaints_channel = chosen
        team.root_causes = [f"{MARK}-cause", "Late"]
    office.slack.invite("rapport", channel)
    return chosen


def files(office: Office, what: str = f"{MARK}-what came broken") -> None:
    """Chitra files a complaint about Ana's client."""
    knows(office, CLIENT)
    office.chitra.types(f"/complaint {CLIENT} {what}")
    office.settles()


def alert(office: Office, handle: str = "ana") -> Message:
    """The complaint's alert in a person's direct message."""
    office.settles()
    person = office.slack.person(handle)
    return next(m for m in person.direct_messages() if f"Complaint from {CLIENT}" in m.text)


def steps(office: Office, button: str, handle: str = "ana", **entries: str) -> None:
    """Somebody presses a button of the alert in their messages, and fills in what it asks for."""
    person = office.slack.person(handle)
    person.presses(button, on=alert(office, handle))
    if entries:
        person.fills(**entries)
        assert person.submits() == {}
    office.settles()


def lives(office: Office) -> None:
    """Every step there is, from the filing on, each with words of the client's."""
    files(office)
    steps(office, "Note", note=f"{MARK}-note they are angry")
    steps(office, "Severity", severity="High")
    steps(office, "Take")
    steps(office, "Hand over", to="ben", note=f"{MARK}-handover")
    steps(office, "Client told", told_how=f"{MARK}-told by phone")
    ends(office)
    steps(office, "Reopen", reason=f"{MARK}-reason it came again")
    steps(office, "Take")
    ends(office)


def ends(office: Office) -> None:
    """It is closed, with all that closing asks for."""
    steps(
        office,
        "Close complaint",
        root_cause=f"{MARK}-cause",
        corrective_action=f"{MARK}-action new boxes",
        client_told="Yes",
        told_how=f"{MARK}-told again",
    )


def sent_to(office: Office, channel: str) -> list[str]:
    """Everything that Slack was sent for a channel: text, blocks, metadata."""
    own = office.slack.workspace.channel(channel).id
    calls = [call for call in office.slack.calls() if call.method.startswith("chat.")]
    return [str(call.args) for call in calls if call.args.get("channel") == own]


def standing_in(office: Office, channel: str) -> list[Message]:
    """What stands in a channel, replies too, the oldest first."""
    own = office.slack.workspace.channel(channel).id
    return [m for m in office.slack.workspace.messages[own] if not m.deleted]
