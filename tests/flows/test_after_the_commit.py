"""What fails after the commit: nobody is told that nothing was stored."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from storage.complaints import ComplaintStatus
from tests.conftest import Office
from tests.flows.on_record import complaints, knows


@contextmanager
def lost_after_the_next_commit(office: Office, table: str) -> Iterator[None]:
    """A table is out of reach from then on until the end of the block."""
    desk = office.rapport.desk
    wakes = desk.wake_delivery

    def lose() -> None:
        desk.wake_delivery = wakes
        with desk.database.queue() as session:
            session.execute(text(f"ALTER TABLE {table} RENAME TO lost"))

    desk.wake_delivery = lose
    yield
    with desk.database.queue() as session:
        session.execute(text(f"ALTER TABLE lost RENAME TO {table}"))


def test_a_press_that_is_stored_and_can_not_be_shown_says_so(office: Office) -> None:
    knows(office, "Acme")
    office.ana.types("/complaint Acme the parcel was wet")
    office.settles()
    with lost_after_the_next_commit(office, "complaints"):
        office.ana.presses("Undo")
        answer = office.ana.direct_messages()[-1].words
    assert "Look whether it is there before you try again" in answer
    assert "nothing was stored" not in answer
    office.settles()
    assert [each.status for each in complaints(office)] == [ComplaintStatus.WITHDRAWN]
