"""The environment: everything missing or malformed is told at once, with where to find it."""

from __future__ import annotations

import pytest

from bot.settings import Misconfigured, Needs, load

SOCKET = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
HTTP = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s3cret"}


def lines_of(environ: dict[str, str], needs: Needs = Needs.DOOR) -> list[str]:
    with pytest.raises(Misconfigured) as fault:
        load(environ, needs)
    return fault.value.lines


def test_what_is_not_set_has_its_default() -> None:
    loaded = load(SOCKET)
    assert loaded.slack_api_url == "https://slack.com/api/"
    assert loaded.database_url == "sqlite:///rapport.db"
    assert (loaded.host, loaded.port, loaded.tick_seconds) == ("127.0.0.1", None, 30)
    assert (loaded.log_level, loaded.log_format) == ("INFO", "text")


@pytest.mark.parametrize(("environ", "is_socket"), [(SOCKET, True), (HTTP, False)])
def test_an_app_token_means_socket_mode(environ: dict[str, str], is_socket: bool) -> None:
    assert load(environ).uses_socket_mode is is_socket


def test_with_nothing_set_every_name_is_told() -> None:
    told = lines_of({})
    names = [line.split()[0] for line in told]
    assert names == ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"]
    assert all("api.slack.com/apps" in line for line in told)


@pytest.mark.parametrize("blank", ["", "  ", "\t"])
def test_a_blank_value_is_none(blank: str) -> None:
    assert lines_of({**SOCKET, "SLACK_BOT_TOKEN": blank})[0].startswith(
        "SLACK_BOT_TOKEN is not set"
    )


def test_one_door_is_enough_and_one_token_alone_is_not() -> None:
    told = lines_of({"SLACK_BOT_TOKEN": "xoxb-1"})
    assert [line.split()[0] for line in told] == ["SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"]
    assert [line.split()[0] for line in lines_of({"SLACK_APP_TOKEN": "xapp-1"})] == [
        "SLACK_BOT_TOKEN"
    ]


def test_a_tick_needs_the_bot_token_alone_and_a_migration_nothing() -> None:
    assert load({"SLACK_BOT_TOKEN": "xoxb-1"}, Needs.TOKEN).bot_token == "xoxb-1"
    assert [line.split()[0] for line in lines_of({}, Needs.TOKEN)] == ["SLACK_BOT_TOKEN"]
    assert load({}, Needs.NOTHING).bot_token == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "http"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("PORT", "3.5"),
        ("RAPPORT_TICK_SECONDS", "0"),
        ("RAPPORT_TICK_SECONDS", "often"),
        ("LOG_LEVEL", "loud"),
        ("LOG_FORMAT", "xml"),
        ("SLACK_API_URL", "slack.com/api"),
        ("DATABASE_URL", "rapport.db"),
    ],
)
def test_a_malformed_value_is_named(name: str, value: str) -> None:
    told = lines_of({**SOCKET, name: value})
    assert len(told) == 1
    assert told[0].startswith(f"{name} is {value!r}")


def test_all_faults_are_told_at_once() -> None:
    told = lines_of({"PORT": "x", "LOG_LEVEL": "loud", "LOG_FORMAT": "xml"})
    assert len(told) == 6


@pytest.mark.parametrize(
    ("name", "value"), [("SLACK_BOT_TOKEN", "xapp-1"), ("SLACK_APP_TOKEN", "xoxb-1")]
)
def test_swapped_tokens_are_noticed_and_not_shown(name: str, value: str) -> None:
    told = lines_of({**SOCKET, name: value + "-hush"})
    assert len(told) == 1
    assert told[0].startswith(name)
    assert "hush" not in told[0]


def test_a_slash_is_added_to_the_api_address_where_it_lacks() -> None:
    for url in ("http://127.0.0.1:1/api", "http://127.0.0.1:1/api/"):
        assert load({**SOCKET, "SLACK_API_URL": url}).slack_api_url == "http://127.0.0.1:1/api/"


def test_secrets_are_not_in_the_printed_form() -> None:
    printed = repr(
        load({**SOCKET, "SLACK_SIGNING_SECRET": "s3cret", "DATABASE_URL": "postgresql://u:pw@h/d"})
    )
    for secret in ("xoxb-1", "xapp-1", "s3cret", "pw"):
        assert secret not in printed


def test_how_many_replicas_there_are() -> None:
    assert load(SOCKET).replicas == 1
    assert load({**SOCKET, "RAPPORT_REPLICAS": "3"}).replicas == 3
    told = lines_of({**SOCKET, "RAPPORT_REPLICAS": "none"})
    assert told == ["RAPPORT_REPLICAS is 'none'; it must be a whole number from 1 to 65535"]
