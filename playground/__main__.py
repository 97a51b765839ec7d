"""The command line: a local Slack for the app that a manifest describes."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
import webbrowser
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

from playground.company import sample_company
from playground.delivery.subscriptions import unheard_of
from playground.installation import Tokens, fresh_tokens, identity_of, install
from playground.manifest import BadManifest, Manifest, read_manifest
from playground.plain_company import plain_company
from playground.server import Playground
from playground.workspace import Workspace

COMPANIES: Mapping[str, Callable[[], Workspace]] = {
    "harbour": sample_company,
    "plain": plain_company,
}
LOOK_UP_SECONDS = 0.5
# Which secret each variable pins; the command line's flag comes before it.
PINS = {
    "bot": ("--bot-token", "SLACK_BOT_TOKEN"),
    "app": ("--app-token", "SLACK_APP_TOKEN"),
    "signing_secret": ("--signing-secret", "SLACK_SIGNING_SECRET"),
}
BAD_INPUT, NO_PORT = 2, 1


def main(arguments: list[str], environment: Mapping[str, str]) -> int:
    """Serve until Ctrl-C or SIGTERM; gives the exit code: 2 for bad input, 1 for a taken port."""
    asked = _parser().parse_args(arguments)
    try:
        manifest = read_manifest(asked.manifest)
    except OSError as fault:
        return _complain(f"{asked.manifest} can't be read: {fault.strerror}", BAD_INPUT)
    except BadManifest as fault:
        return _complain(f"{asked.manifest} is no Slack manifest: {fault}", BAD_INPUT)
    stopped = _on_signal()
    slack = _playground(asked, manifest, _pinned(asked, environment))
    try:
        slack.start()
    except (OSError, OverflowError):
        return _complain(f"Port {asked.port} can't be used; try another with --port N", NO_PORT)
    slack.deliver_to(asked.request_url)
    print("\n".join(_welcome(slack, manifest, asked, environment)), flush=True)
    if not asked.no_browser:
        webbrowser.open(slack.url)
    # A signal that another thread was handed runs only when this one looks up.
    while not stopped.wait(LOOK_UP_SECONDS):
        continue
    slack.stop()
    return 0


def _playground(
    asked: argparse.Namespace, manifest: Manifest, pinned: dict[str, str]
) -> Playground:
    workspace = COMPANIES[asked.company]()
    install(workspace, identity_of(manifest), manifest)
    tokens = Tokens(**{**vars(fresh_tokens()), **pinned})
    return Playground(workspace, asked.manifest, asked.port, tokens=tokens)


def _pinned(asked: argparse.Namespace, environment: Mapping[str, str]) -> dict[str, str]:
    given = {name: getattr(asked, name) or environment.get(PINS[name][1]) for name in PINS}
    return {name: secret for name, secret in given.items() if secret}


def _welcome(
    slack: Playground,
    manifest: Manifest,
    asked: argparse.Namespace,
    environment: Mapping[str, str],
) -> list[str]:
    return [
        f"{manifest.name}'s workspace is at {slack.url} (stop it with Ctrl-C)",
        *(f"Note: {gap}" for gap in manifest.gaps),
        *(f"Note: {event} never happens here by itself." for event in unheard_of(manifest)),
        "",
        "Give the app this environment:",
        *_environment(slack, asked, environment),
        "",
        "and let its client speak to SLACK_API_URL:",
        '  Bolt for Python      App(client=WebClient(os.environ["SLACK_BOT_TOKEN"],',
        '                                           base_url=os.environ["SLACK_API_URL"]))',
        "  Bolt for JavaScript  new App({ token: process.env.SLACK_BOT_TOKEN, clientOptions: {",
        "                                   slackApiUrl: process.env.SLACK_API_URL } })",
        "",
        _way(asked.request_url),
    ]


def _environment(
    slack: Playground, asked: argparse.Namespace, environment: Mapping[str, str]
) -> list[str]:
    secrets = vars(slack.slack.tokens)
    lines = []
    for name, (_, variable) in PINS.items():
        # What came from the environment is not written on a screen.
        is_known = not getattr(asked, name) and bool(environment.get(variable))
        lines.append(f"# {variable}: as it is set" if is_known else f"{variable}={secrets[name]}")
    return [*lines, f"SLACK_API_URL={slack.api_url}"]


def _way(request_url: str | None) -> str:
    if request_url:
        return f"Everything is sent by signed HTTP to {request_url}"
    return "Everything is sent by Socket Mode; --request-url URL sends it by signed HTTP."


def _complain(line: str, exit_code: int) -> int:
    print(line, file=sys.stderr)
    return exit_code


def _on_signal() -> threading.Event:
    """Set by Ctrl-C or SIGTERM, which end nothing by themselves from now on."""
    stopped = threading.Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stopped.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, on_signal)
    return stopped


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m playground", description="A local Slack for any Slack app."
    )
    parser.add_argument("--manifest", type=Path, required=True, help="the app's, YAML or JSON")
    parser.add_argument("--port", type=int, default=8000, help="0 takes any free one")
    parser.add_argument("--company", choices=sorted(COMPANIES), default="harbour")
    parser.add_argument("--request-url", type=_http_url, help="send by signed HTTP, here")
    parser.add_argument("--no-browser", action="store_true", help="don't open the page")
    for name, (flag, variable) in PINS.items():
        parser.add_argument(flag, dest=name, help=f"keep this one (also: {variable})")
    return parser


def _http_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme != "http" or not parts.hostname:
        raise argparse.ArgumentTypeError(f"{text!r} is not http://host:port/path")
    return text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
