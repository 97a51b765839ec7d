"""Usage with real examples, for every command; the duties that aren't built yet say so."""

from __future__ import annotations

from bot.texts import _
from bot.views import blocks
from bot.views.blocks import Message

USAGE: dict[str, tuple[str, ...]] = {
    "/log-call": (
        _("`/log-call Acme agreed the pilot 4/5 follow up Friday: send contract`"),
        _('`/log-call "Blue Ocean Ltd" | invoice is wrong #unhappy | call back tomorrow 3pm`'),
        _("`/log-call` alone opens the form."),
        _("A score is `4/5`, `8/10`, `sat 4`, `#happy`, `#unhappy` or a mood emoji."),
    ),
    "/follow-up": (
        _("`/follow-up Acme Friday 3pm send the contract`"),
        _("`/follow-up Acme every 2 weeks ask how it goes` comes back each time it is done."),
        _("`/follow-up` alone lists what you have to do."),
    ),
    "/complaint": (
        _("`/complaint Acme the delivery came two days late` files it at once."),
        _("`/complaint` alone opens the form: how serious it is, what it is about."),
    ),
    "/account": (
        _("`/account Acme` shows the account's card."),
        _("`/account` alone lists your accounts, those who need you first."),
    ),
    "/rapport": (
        _("`/rapport help` shows this."),
        _("`/rapport settings` is for admins: managers, leads, complaints, the reminder."),
        _("`/rapport status` tells whether all is well."),
    ),
}
SHORTCUTS: tuple[str, ...] = (
    _(
        "From any message, in its menu “More actions”: *Log as interaction*, *File complaint*, "
        "*Create follow-up*."
    ),
    _("From anywhere, in Slack's search or with `/` in a message: *Log a call*, *Add an account*."),
)
UNBUILT: dict[str, str] = {
    "/prospect": _("The pipeline of prospects"),
    "/cover": _("Covering for a colleague"),
    "/report": _("Reports"),
}


def usage(command: str) -> Message:
    """How one command is used."""
    if command in UNBUILT:
        return unbuilt(command)
    if command == "/rapport":
        return overview()
    said = _("How to use `{command}`", command=command)
    lines = "\n".join(f"• {line}" for line in USAGE[command])
    return blocks.message(said, blocks.section(f"*{said}*\n{lines}"), _threads())


def overview() -> Message:
    """What Rapport does, command by command."""
    said = _("Rapport remembers your clients' calls and what you promised them.")
    bodies = [
        blocks.section(f"*{command}*\n" + "\n".join(f"• {line}" for line in lines))
        for command, lines in USAGE.items()
    ]
    shortcuts = blocks.section("\n".join(f"• {line}" for line in SHORTCUTS))
    return blocks.message(said, blocks.section(said), *bodies, shortcuts, _threads())


def _threads() -> blocks.Block:
    return blocks.context(
        _(
            "Slack runs no commands inside threads: there, use a message's menu, *Log as "
            "interaction*, *File complaint* or *Create follow-up*."
        )
    )


def unbuilt(command: str) -> Message:
    """A command whose duty comes in a later version."""
    what = UNBUILT[command]
    said = _(
        "`{command}` is not built yet. {what}: that comes in a later version.",
        what=what,
        command=command,
    )
    until = _("Until then, note it with `/log-call`, so that it is on the account's record.")
    return blocks.message(said, blocks.section(f"{said}\n{until}"))


def unknown(command: str, typed: str) -> Message:
    """A word after `/rapport` that means nothing to it."""
    said = _(
        "`{command}` doesn't know “{typed}”.",
        command=command,
        typed=blocks.cut_escaped(blocks.visible(typed).replace("`", "'"), 200),
    )
    lines = "\n".join(f"• {line}" for line in USAGE[command])
    return blocks.message(said, blocks.section(f"{said}\n{lines}"))


def refusal(words: str, *more: blocks.Block | None) -> Message:
    """A refusal in its own words."""
    return blocks.message(words, blocks.section(words), *more)


def at_the_terminal(word: str) -> Message:
    """What is done where Rapport runs, not in Slack."""
    example = (
        "`python app.py import accounts.csv --dry-run`"
        if word == "import"
        else ("`python app.py export ./export`")
    )
    said = _("For now, {word} runs on Rapport's own machine: {example}", word=word, example=example)
    return blocks.message(said, blocks.section(said))
