"""What Rapport promises, looked for in the record and in Slack once a bad day is over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.audience import Audience
from bot.delivery import drawing
from storage.digests import Digest
from storage.homes import OpenedHome
from storage.posts import Post, PostState
from tests.faults.company import Company
from tests.faults.process import until


def are_kept(company: Company, acked: Sequence[str] = (), seconds: float = 20) -> None:
    """Wait until all is shown, then assert every promise.

    `acked` are the notes of all entries that were answered as logged; no others may stand.
    """
    is_settled(company, seconds)
    assert Counter(company.entries()) == Counter(acked), "every acked entry is stored once"
    assert company.lost_and_doubled() == (0, 0), "every wanted post is shown once"
    assert untrue(company) == [], "every message shows the current truth"
    assert twice_a_day(company) == []


def is_settled(company: Company, seconds: float = 20) -> None:
    """Wait until the record says that nothing is left to show. Raises TimeoutError."""
    until(lambda: not _is_anything_unshown(company), seconds)


def _is_anything_unshown(company: Company) -> bool:
    living = Post.state == PostState.LIVE
    with company.desk.read() as session:
        posts = session.scalars(select(Post.id).where(Post.wanted > Post.shown, living)).all()
        homes = session.scalars(
            select(OpenedHome.user_id).where(OpenedHome.wanted > OpenedHome.shown)
        ).all()
    return bool(posts or homes)


def untrue(company: Company) -> list[tuple[str, str]]:
    """Messages that say something else than the record does now: what stands, what is true."""
    with company.desk.read() as session:
        living = session.scalars(select(Post).where(Post.state == PostState.LIVE)).all()
        pairs = [(_standing(company, post), _true(session, post)) for post in living]
    return [(stands, true) for stands, true in pairs if true is not None and stands != true]


def _standing(company: Company, post: Post) -> str:
    message = company.slack.workspace.find_message(post.channel or "", post.ts or "")
    return message.text if message else "no message"


def _true(session: Session, post: Post) -> str | None:
    audience = Audience(post.audience) if post.audience else Audience.INSIDERS
    drawn = drawing.draw(session, post, audience)
    return None if drawn is None else drawn.text


def twice_a_day(company: Company) -> list[tuple[object, ...]]:
    """The people and dates that have more than one digest."""
    with company.desk.read() as session:
        made = session.execute(select(Digest.user_id, Digest.local_date)).all()
    return [tuple(each) for each, count in Counter(made).items() if count > 1]
