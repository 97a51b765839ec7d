"""The Home tab: what is due and who is unhappy, each with its buttons; what to do when new."""

from __future__ import annotations

from typing import Any

from bot.home import Home, Setup, TeamsTrouble, Work
from bot.people import outsiders_only
from bot.texts import _, n_
from bot.views import accounts, blocks, complaints, digests, episodes, follow_ups, times
from bot.views import help as help_views
from bot.views.blocks import Block, Element
from storage.attention import Need
from storage.complaints import Complaint
from storage.episodes import Episode
from storage.follow_ups import FollowUp
from storage.needs import First
from storage.people import Person

View = dict[str, Any]


def home(shown: Home) -> View:
    """The view, which remembers a hash of what it shows."""
    person = shown.person
    if not person.is_insider:
        return _view(blocks.section(outsiders_only()))
    if shown.work is None:
        return _view(*_without_a_role(shown))
    return _view(
        blocks.header(times.day(shown.day)),
        _setup(shown.work.setup),
        blocks.section(_summary(shown.work)),
        _ways_to_begin(person),
        *_work(shown, shown.work),
    )


def hash_of(view: View) -> str | None:
    """The hash that a Home of ours remembers; None for what isn't one."""
    remembered = view.get("private_metadata")
    return str(remembered) if remembered else None


def _view(*body: Block | None) -> View:
    drawn = blocks.message("", *body)
    return {"type": "home", "blocks": drawn.blocks, "private_metadata": drawn.hash}


def _without_a_role(shown: Home) -> list[Block]:
    said = _(
        "Rapport keeps the record of this company's clients for its account managers: what was "
        "said, what was promised, who is unhappy. You are none of them yet."
    )
    return [
        blocks.header(_("Welcome to Rapport")),
        blocks.section(said),
        _asked() if shown.has_asked else _ask(),
        blocks.header(_("How it works, once an admin has appointed you")),
        *help_views.overview().blocks,
    ]


def _asked() -> Block:
    words = _("You have asked to be appointed. You get a message when an admin decides.")
    return blocks.section(f":hourglass: {words}")


def _ask() -> Block:
    label = _("Ask to be appointed")
    return blocks.actions(blocks.button(label, "appointment.ask", "0", style="primary"))


def _setup(setup: Setup | None) -> Block | None:
    """The step that an admin takes before anything else."""
    words = {
        Setup.MANAGERS: _("*First step:* say who your account managers and leads are."),
        Setup.COMPLAINTS_CHANNEL: _("*Next step:* choose the channel that hears of complaints."),
    }
    if setup is None:
        return None
    open_settings = blocks.button(_("Open settings"), "settings.open", "0", style="primary")
    return blocks.section(words[setup], open_settings)


def _summary(work: Work) -> str:
    if work.waiting.all:
        return digests.waiting_for_you(work.waiting)
    if work.accounts.total:
        return _(":white_check_mark: Nothing is waiting for you today.")
    if work.team:
        return _(":white_check_mark: Nothing of your own is waiting for you.")
    return _(
        "You have no accounts yet. Log a call, and the account is made on the way: "
        "`/log-call Acme agreed the pilot`"
    )


def _ways_to_begin(person: Person) -> Block:
    settings = blocks.button(_("Settings"), "settings.open", "1") if person.is_admin else None
    return blocks.actions(
        blocks.button(_("Log a call"), "home.log_call", "0", style="primary"),
        blocks.button(_("File a complaint"), "home.complaint", "0"),
        blocks.button(_("New follow-up"), "home.follow_up", "0"),
        blocks.button(_("Add an account"), "home.account", "0"),
        settings,
        block_id="home",
    )


def _work(shown: Home, work: Work) -> list[Block]:
    return [
        *_group(_("Overdue"), work.overdue, shown),
        *_group(_("Today"), work.today, shown),
        *_unhappy(work.unhappy),
        *_complaints(work.complaints),
        *_group(_("In the next 7 days"), work.soon, shown),
        *_more_follow_ups(work.more_follow_ups),
        *(_team(work.team) if work.team else []),
        *_accounts(work.accounts),
    ]


def _title(words: str, count: int) -> Block:
    return blocks.header(f"{words} · {count}")


def _group(title: str, group: First[FollowUp], shown: Home) -> list[Block]:
    items = [block for each in group.items for block in follow_ups.item(each, today=shown.day)]
    return [_title(title, group.total), *items] if group.total else []


def _more_follow_ups(count: int) -> list[Block]:
    if not count:
        return []
    said = n_("… and {count} more follow-up", "… and {count} more follow-ups", count)
    show = blocks.button(_("Show all"), "follow_up.more", "0")
    return [blocks.section(_("{more}: `/follow-up` lists all", more=said), show)]


def _unhappy(unhappy: First[Episode]) -> list[Block]:
    items: list[Block | None] = []
    for each in unhappy.items:
        line = f":warning: {episodes.line(each)}"
        items += [
            blocks.section(line, accounts.show_button(each.account)),
            episodes.buttons(each),
        ]
    return _list(_("Unhappy clients"), unhappy.total, items, unhappy.more)


def _complaints(own: First[Complaint]) -> list[Block]:
    items: list[Block | None] = []
    for each in own.items:
        words = complaints.line(each, says_by_when=True)
        if each.waits_for_owner:
            items += [blocks.section(words), _take(each)]
        else:
            items.append(blocks.section(words, complaints.show_button(each)))
    return _list(_("Complaints"), own.total, items, own.more)


def _take(complaint: Complaint) -> Block:
    return blocks.actions(
        complaints.take_button(complaint),
        complaints.show_button(complaint),
        block_id=f"complaint:{complaint.id}",
    )


def _list(title: str, count: int, items: list[Block | None], more: int) -> list[Block]:
    """A list that ends with how many more there are; the next ones follow as these are done."""
    if not count:
        return []
    rest = blocks.context(_("… and {count} more: `/account` lists your accounts", count=more))
    return [_title(title, count), *filter(None, items), *([rest] if more else [])]


def _team(team: TeamsTrouble) -> list[Block]:
    """What others answer for, each line with whose it is."""
    untaken = [
        _of(each.account.manager_id, complaints.line(each, True), complaints.show_button(each))
        for each in team.untaken.items
    ]
    unhappy = [
        _of(
            each.manager_id,
            f":warning: {episodes.line(each)}",
            accounts.show_button(each.account),
        )
        for each in team.unhappy.items
    ]
    return [
        *_of_team(_("Complaints in the team that nobody has taken"), team.untaken.total, untaken),
        *_of_team(_("Unhappy clients of the team"), team.unhappy.total, unhappy),
    ]


def _of(manager_id: str | None, words: str, show: Element) -> Block:
    whose = f"<@{manager_id}>" if manager_id else _("nobody's account")
    return blocks.section(f"{words} · {whose}", show)


def _of_team(title: str, count: int, items: list[Block]) -> list[Block]:
    more = count - len(items)
    rest = [blocks.context(_("… and {count} more", count=more))] if more else []
    return [_title(title, count), *items, *rest] if count else []


def _accounts(own: First[Need]) -> list[Block]:
    items: list[Block | None] = [_account(each) for each in own.items]
    return _list(_("Your accounts, those that need you first"), own.total, items, own.more)


def _account(need: Need) -> Block:
    return blocks.section(accounts.listed(need), accounts.show_button(need.account))
