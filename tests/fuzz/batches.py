"""Batches: one process's part of many inputs, on a record of its own."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from demo import memory
from storage.database import Database
from storage.migrating import migrate
from tests.fuzz.house import House
from tests.fuzz.properties import Property, Tally, properties
from tests.fuzz.running import run
from tests.records import Cluster

# Hypothesis remembers all that it has tried; a batch has a seed of its own and is then forgotten.
BATCH = 1_000


@contextmanager
def _record(kind: str) -> Iterator[str]:
    """The URL of a record of this kind, gone afterwards."""
    if kind == "postgresql":
        cluster = Cluster()
        try:
            yield cluster.fresh()
        finally:
            cluster.remove()
        return
    with tempfile.TemporaryDirectory(prefix="rapport-fuzz-", dir=memory()) as folder:
        database = Database(f"sqlite:///{Path(folder) / 'rapport.db'}")
        migrate(database)
        database.close()
        yield database.url.render_as_string()


def work(examples: int, seed: int, kind: str, only: str | None) -> tuple[Tally, list[str]]:
    """The tally, and what was found: one finding for each property at most."""
    # What Rapport logs is looked at by the checks, and would only hide the table.
    logging.getLogger().addHandler(logging.NullHandler())
    tally, found = Tally(), list[str]()
    with _record(kind) as url:
        house = House(url)
        for each in properties(house):
            if only in (None, each.name):
                wanted = examples if only else round(examples * each.share)
                found += _batches(house, tally, each, wanted, seed)
        house.close()
    return tally, found


def _batches(house: House, tally: Tally, each: Property, wanted: int, seed: int) -> Iterator[str]:
    for number, first in enumerate(range(0, wanted, BATCH)):
        size = min(BATCH, wanted - first)
        try:
            run(house, tally, each, size, seed + number)
        except Exception as fault:  # noqa: BLE001 - whatever it is, it is the finding
            yield _told(each.name, size, seed + number, fault)
            return


def _told(name: str, size: int, seed: int, fault: Exception) -> str:
    notes = "\n".join(getattr(fault, "__notes__", ()))
    replay = f"python -m tests.fuzz --only {name} --examples {size} --seed {seed} --jobs 1"
    return f"{name}: {type(fault).__name__}: {fault}\n{notes}\nreplay: {replay}\n"
