"""What a person sees when their line could not be acted on: why, their text, and the way on."""

from __future__ import annotations

from bot.account_search import WhichAccount
from bot.accounts import ArchivedAccount
from bot.people import NotAppointed
from bot.refusals import Refused
from bot.texts import _
from bot.views import accounts, blocks
from bot.views.blocks import Message
from storage.held_lines import HeldLine


def refused(words: str, command: str, line: str) -> Message:
    """A refusal with the text to copy and correct."""
    if not line:
        return blocks.message(words, blocks.section(words))
    again = _("What you typed, to copy:")
    typed = blocks.typed(f"{command} {line}")
    return blocks.message(words, blocks.section(words), blocks.context(again), *typed)


def waiting(refusal: Refused, held: HeldLine) -> Message:
    """A refusal whose line is held: one press goes on from here."""
    if isinstance(refusal, WhichAccount):
        return accounts.which(refusal, held)
    if isinstance(refusal, ArchivedAccount):
        return accounts.archived(refusal, held)
    if isinstance(refusal, NotAppointed):
        return not_appointed(refusal.words, held)
    form = blocks.button(_("Open the form"), "held_line.form", str(held.id), style="primary")
    shown = refused(refusal.words, held.command, held.text)
    return blocks.message(refusal.words, *shown.blocks, blocks.actions(form))


def not_appointed(words: str, held: HeldLine | None) -> Message:
    """Someone without a role: ask for one; the line waits."""
    shown = refused(words, held.command, held.text) if held else refused(words, "", "")
    ask = blocks.button(
        _("Ask to be appointed"),
        "appointment.ask",
        str(held.id) if held else "0",
        style="primary",
    )
    return blocks.message(words, *shown.blocks, blocks.actions(ask))


def asked() -> Message:
    """After the request went to the admins."""
    said = _("Your request went to this workspace's admins. You get a message when one decides.")
    return blocks.message(said, blocks.section(said))
