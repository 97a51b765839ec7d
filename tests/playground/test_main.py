"""The command line as a real process: what it prints, how it ends, and README's five minutes."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest

ROOT = Path(__file__).parents[2]
README = ROOT / "playground" / "README.md"
MANIFEST = Path(__file__).with_name("manifest.yml")
PATIENCE = 60
SMALL = "oauth_config: {scopes: {bot: [commands]}}"


def settings(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SLACK_")}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **more}


@contextmanager
def process(*command: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """A Python process that is killed if it outlives its patience or its test."""
    with subprocess.Popen(
        [sys.executable, *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=settings(**environment),
    ) as running:
        watch = threading.Timer(PATIENCE, running.kill)
        watch.start()
        try:
            yield running
        finally:
            watch.cancel()
            running.kill()


def playground(*arguments: str, **environment: str) -> Any:
    command = ("-m", "playground", "--port", "0", "--no-browser", *arguments)
    return process(*command, **environment)


def read_until(running: subprocess.Popen[str], words: str) -> list[str]:
    """The lines up to the one with the words. Raises AssertionError if it never comes."""
    lines = []
    for line in output(running):
        lines.append(line.rstrip("\n"))
        if words in line:
            return lines
    raise AssertionError("\n".join(lines))


def output(running: subprocess.Popen[str]) -> IO[str]:
    assert running.stdout is not None
    return running.stdout


def environment_in(lines: list[str]) -> dict[str, str]:
    return dict(line.split("=", 1) for line in lines if re.match(r"SLACK_\w+=", line))


def ended(*arguments: str) -> tuple[int, str]:
    """The exit code and the words of a command that can't run."""
    with playground(*arguments) as running:
        words = output(running).read()
        return running.wait(), words


def act(url: str, act: str, *, as_: str = "ana", **args: Any) -> Any:
    body = json.dumps({"as": as_, "act": act, "args": args}).encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(f"{url}/_playground/act", body, headers)
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.loads(answer.read())["result"]


def block_of(language: str) -> str:
    """The first block of code of a language in the README."""
    found = re.search(rf"```{language}\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


def test_the_readmes_five_minutes(tmp_path: Path) -> None:
    manifest, greeter = tmp_path / "manifest.yml", tmp_path / "greeter.py"
    manifest.write_text(block_of("yaml"), "utf-8")
    greeter.write_text(block_of("python"), "utf-8")
    with playground("--manifest", str(manifest)) as slack:
        lines = read_until(slack, "Socket Mode")
        environment = environment_in(lines)
        url = environment["SLACK_API_URL"].removesuffix("/api/")
        assert lines[0] == f"Greeter's workspace is at {url} (stop it with Ctrl-C)"
        with process(str(greeter), **environment):
            act(url, "types", line="ping")
            act(url, "sees", text="pong", within=20)
            act(url, "types", line="/hello Ana", channel="#general")
            act(url, "sees", text="Hello, Ana!")
            act(url, "presses", label="wave")
            act(url, "sees", text="You waved.")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_well(number: signal.Signals) -> None:
    with playground("--manifest", str(MANIFEST)) as slack:
        read_until(slack, "Socket Mode")
        slack.send_signal(number)
        assert slack.wait() == 0


def test_secrets_may_be_kept() -> None:
    flags = ("--manifest", str(MANIFEST), "--bot-token", "xoxb-mine")
    with playground(*flags, SLACK_SIGNING_SECRET="quiet") as slack:
        lines = read_until(slack, "Socket Mode")
    environment = environment_in(lines)
    assert environment["SLACK_BOT_TOKEN"] == "xoxb-mine"
    assert environment["SLACK_APP_TOKEN"].startswith("xapp-1-")
    assert "# SLACK_SIGNING_SECRET: as it is set" in lines
    assert "quiet" not in "\n".join(lines), "what the environment holds is not shown"


def test_the_plain_company_by_http_and_what_the_manifest_lacks(tmp_path: Path) -> None:
    manifest = tmp_path / "small.json"
    events = {"event_subscriptions": {"bot_events": ["link_shared", "message.im"]}}
    scopes = {"scopes": {"bot": ["commands"]}}
    manifest.write_text(json.dumps({"oauth_config": scopes, "settings": events}), "utf-8")
    target = "http://127.0.0.1:1/slack/events"
    flags = ("--manifest", str(manifest), "--company", "plain", "--request-url", target)
    with playground(*flags) as slack:
        lines = read_until(slack, "signed HTTP to")
        url = environment_in(lines)["SLACK_API_URL"].removesuffix("/api/")
        with urllib.request.urlopen(f"{url}/_playground/state?as=owner", timeout=20) as answer:
            state = json.loads(answer.read())
    assert lines[0].startswith("App's workspace is at")
    assert "Note: It has no slash commands." in lines
    assert "Note: link_shared never happens here by itself." in lines
    assert "Note: message.im never happens here by itself." not in lines
    assert "It has no slash commands." in state["gaps"]
    assert target in lines[-1]
    assert state["workspace"]["name"] == "Plain"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "can't be read: No such file"),
        (": [", "is no Slack manifest: it is neither YAML nor JSON"),
        ("just words", "is no Slack manifest: it holds no settings"),
        ("display_information: {name: X}", "it asks for no bot scopes"),
        ("features: []\n" + SMALL, "features must hold settings"),
        ("features: {shortcuts: [{name: X}]}\n" + SMALL, "features.shortcuts[0] lacks callback_id"),
        ("features: {slash_commands: 1}\n" + SMALL, "features.slash_commands must be a list"),
        ("features: {slash_commands: [{command: 5}]}\n" + SMALL, "[0].command must be a text"),
        ("display_information: {name: ''}\n" + SMALL, "display_information.name must be a text"),
        ("oauth_config: {scopes: {bot: [5, null]}}", "bot holds 5, which is no name"),
        ("[" * 3000, "is no Slack manifest: it is neither YAML nor JSON"),
        ("oauth_config: {scopes: {bot: x}}", "oauth_config.scopes.bot must be a list"),
    ],
)
def test_a_bad_manifest_is_told_of_in_a_line(
    tmp_path: Path, content: str | None, words: str
) -> None:
    manifest = tmp_path / "manifest.yml"
    if content is not None:
        manifest.write_text(content, "utf-8")
    code, said = ended("--manifest", str(manifest))
    assert (code, said.count("\n")) == (2, 1), said
    assert words in said


def test_a_port_that_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, said = ended("--manifest", str(MANIFEST), "--port", port)
    assert (code, said) == (1, f"Port {port} can't be used; try another with --port N\n")


def test_an_address_that_is_none() -> None:
    code, said = ended("--manifest", str(MANIFEST), "--request-url", "https://example.com")
    assert code == 2
    assert "is not http://host:port/path" in said
