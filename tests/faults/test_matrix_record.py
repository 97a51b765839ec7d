"""The record out of reach: locked by another program, full, or its server dead in mid-work."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack

import pytest
from sqlalchemy import NullPool, create_engine

from playground.delivery.record import Delivery
from playground.faults import Fault
from tests.faults import promises
from tests.faults.adversity import full_disk, locked
from tests.faults.company import Company, open_company
from tests.faults.process import SLACK_SECONDS, until
from tests.records import Cluster

PATIENCE = 10.0
"""Seconds, so that a slow machine isn't what is tested here."""
# Longer than any page of SQLite has room for, so that a full disk is felt.
LONG = "as agreed " * 500


def troubled(company: Company, trouble: str) -> AbstractContextManager[None]:
    return locked(company.record) if trouble == "locked" else full_disk(company)


def types(company: Company, notes: str) -> Delivery:
    delivery = company.slack.person("ana").types(f"/log-call Globex {notes}")
    assert isinstance(delivery, Delivery)
    return delivery


@pytest.mark.parametrize("trouble", ["locked", "full"])
def test_a_command_is_refused_and_can_be_sent_again(company: Company, trouble: str) -> None:
    bot = company.hires()
    bot.serves()
    company.slack.patience = PATIENCE
    with troubled(company, trouble):
        refused = types(company, LONG)
        assert refused.is_acked
        assert "nothing was stored" in str(refused.answer)
    promises.are_kept(company)
    assert "Logged" in str(company.slack.redeliver(refused))
    promises.are_kept(company, [LONG.strip()])


@pytest.mark.parametrize("trouble", ["locked", "full"])
def test_what_slack_took_meanwhile_is_found_again(company: Company, trouble: str) -> None:
    if trouble == "full" and company.desk.database.is_sqlite:
        pytest.skip("a mark makes SQLite's file no longer: it finds room on a full disk")
    bot = company.hires(**{SLACK_SECONDS: "1"})
    bot.serves()
    with ExitStack() as trouble_lasts:
        strike = Fault(
            "chat.postMessage",
            "performed",
            then=lambda: trouble_lasts.enter_context(troubled(company, trouble)),
        )
        company.slack.faults.add(strike)
        company.owes("send the contract")
        until(lambda: "delivery waits for the database" in bot.said, 20)
    assert strike.fired == 1
    promises.are_kept(company)
    assert len(company.slack.calls("chat.postMessage")) == 1


@pytest.fixture
def firm(cluster: Cluster) -> Iterator[Company]:
    """A company on PostgreSQL, with a bot that serves; the server is up again afterwards."""
    url = cluster.fresh()
    with open_company(url) as found:
        found.hires(**{SLACK_SECONDS: "1"}).serves()
        found.slack.patience = PATIENCE
        yield found
    cluster.drop(url)


def test_the_server_dies_in_mid_command(firm: Company, cluster: Cluster) -> None:
    with ThreadPoolExecutor(1) as ana, locked(firm.record):
        typed = ana.submit(types, firm, "just then")
        until(lambda: somebody_waits(firm.record), 5)
        cluster.crash()
        refused = typed.result()
    assert "nothing was stored" in str(refused.answer)
    cluster.start()
    assert firm.entries() == []
    assert "Logged" in str(firm.slack.redeliver(refused))
    promises.are_kept(firm, ["just then"])


def test_the_server_dies_in_mid_claim(firm: Company, cluster: Cluster) -> None:
    with locked(firm.record, ["lanes"]):
        firm.owes("send the contract")
        until(lambda: somebody_waits(firm.record), 20)
        cluster.crash()
    cluster.start()
    assert len(firm.posts()) == 1
    promises.are_kept(firm)


def test_the_server_dies_between_slack_s_accept_and_the_mark(
    firm: Company, cluster: Cluster
) -> None:
    strike = Fault("chat.postMessage", "performed", then=cluster.crash)
    firm.slack.faults.add(strike)
    firm.owes("send the contract")
    until(lambda: "delivery waits for the database" in firm.bots[0].said, 20)
    cluster.start()
    assert strike.fired == 1
    promises.are_kept(firm)
    assert len(firm.slack.calls("chat.postMessage")) == 1


def somebody_waits(record: str) -> bool:
    """Whether a statement waits for a lock at this moment."""
    engine = create_engine(record, poolclass=NullPool)
    with engine.connect() as connection:
        waiting = connection.exec_driver_sql("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(waiting.scalar_one())
