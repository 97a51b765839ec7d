"""The demo's Rapport: at work in the sample company's local Slack, with its last months played."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from bot import importing, people, schedule, settings
from bot.clock import Clock, machine_now
from bot.people import Actor
from bot.team_settings import SettingsDraft, save_settings
from handlers.process import Rapport
from playground.clock import WorkspaceClock
from playground.company import sample_company
from playground.sample.playing import forget_answers, perform
from playground.sample.story import begins, last_evening, story
from playground.sample.written import ACCOUNTS, TRIES
from playground.server import PATIENCE, Playground
from playground.tries import Tries, read_tries
from storage.teams import DEFAULT_DIGEST_AT

IN_MEMORY = Path("/dev/shm")  # noqa: S108 - holds a folder of our own
SECONDS_TO_CONNECT = 30
SECONDS_TO_SHOW = 10
# Nobody waits for an answer while the story is played: a slow machine may take its time.
SECONDS_TO_ANSWER = 60


def memory() -> Path | None:
    """A folder that lies in memory, where nothing waits for a disk; None if there is none."""
    return IN_MEMORY if os.access(IN_MEMORY, os.W_OK) else None


def sample_slack(manifest: Path, port: int, now: datetime) -> Playground:
    """The sample company's Slack, not started yet, some months before `now` (aware).

    Its page asks for patience until `open_rapport` has told the story.
    """
    workspace = sample_company()
    workspace.clock = WorkspaceClock(begins=begins(now, workspace.members.values()))
    slack = Playground(workspace, manifest=manifest, port=port, patience=SECONDS_TO_ANSWER)
    slack.is_ready = False
    return slack


def open_rapport(slack: Playground, folder: Path, now: datetime) -> Rapport:
    """A started Rapport that keeps its record in `folder`, with the story told until `now`."""
    started = machine_now()
    rapport = Rapport(_settings(slack, folder), Clock.fixed_now(slack.workspace.clock.now()))
    rapport.start()
    slack.wait_for_socket(SECONDS_TO_CONNECT)
    # Months of reminders would only bury what there is to see.
    rapport.scheduler.pause()
    _furnish(rapport)
    _tell(slack, rapport, now)
    slack.move_clock(now + (machine_now() - started))
    forget_answers(slack.workspace)
    slack.forget_traffic()
    slack.patience = PATIENCE
    slack.tries = _things_to_try(slack)
    rapport.scheduler.resume()
    slack.is_ready = True
    slack.workspace.note_change()
    return rapport


def _settings(slack: Playground, folder: Path) -> settings.Settings:
    return settings.load(
        {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_API_URL": slack.api_url,
            "DATABASE_URL": f"sqlite:///{folder / 'demo.db'}",
            "RAPPORT_TICK_SECONDS": "5",
            # Months of messages are shown before the page opens, and nothing limits them here.
            "RAPPORT_PACE_SECONDS": "0",
        }
    )


def _furnish(rapport: Rapport) -> None:
    """The sample company's roles and accounts, given by its owner."""
    team_id = rapport.installation.learn()
    owner = people.find(rapport.desk, team_id, "U0OLGA")
    assert owner is not None, "the sample company has an owner"
    save_settings(
        rapport.desk,
        Actor(team_id, owner, "demo"),
        SettingsDraft(
            managers=("U0ANA", "U0CHITRA", "U0DIPU"),
            leads=("U0BEN",),
            complaints_channel="C0COMPLAINTS",
            digest_at=DEFAULT_DIGEST_AT,
        ),
    )
    importing.store(rapport.desk, team_id, ACCOUNTS)


def _clear_away(slack: Playground) -> None:
    """Leave what stands in Slack, and nothing of how it came there."""
    forget_answers(slack.workspace)
    slack.deliveries.clear()
    slack.slack.calls.clear()
    slack.slack.journal.forget()


def _things_to_try(slack: Playground) -> Tries:
    """What a visitor may try from now on."""
    tries = Tries(read_tries(TRIES), slack.workspace, slack.deliveries)
    slack.on_clock(tries.clock_moved)
    return tries


def _tell(slack: Playground, rapport: Rapport, now: datetime) -> None:
    """Play the story; only in its last days does Rapport remind anybody of anything."""
    acts, evening = story(now, slack.workspace.members.values()), last_evening(now)
    for act in (act for act in acts if act.at < evening):
        _stand_at(act.at, slack, rapport)
        perform(slack, act)
        rapport.delivery.wait_until_idle(SECONDS_TO_SHOW)
    # From further back the first tick would make up for a day that is over.
    _stand_at(evening, slack, rapport)
    slack.on_clock(rapport.move_clock_to, lambda: schedule.next_due(rapport.desk))
    slack.reach(evening)
    for act in (act for act in acts if act.at >= evening):
        slack.reach(act.at)
        perform(slack, act)
        rapport.delivery.wait_until_idle(SECONDS_TO_SHOW)


def _stand_at(instant: datetime, slack: Playground, rapport: Rapport) -> None:
    """Both clocks, unless they have run past it meanwhile."""
    slack.workspace.clock.move(instant)
    rapport.desk.clock.move_to(instant)
