"""The records tests run on: a fresh SQLite file, or a fresh database of PostgreSQL.

The server is started from the machine's own programs, in a folder of its own, on a socket, by a
user who owns nothing else; no network port is opened.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from itertools import count
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from storage.database import Database
from storage.migrating import migrate

REQUIRED = "RAPPORT_TESTS_NEED_POSTGRESQL"
# Debian keeps the server's programs out of the path, one folder for each version.
_DEBIAN = Path("/usr/lib/postgresql")
_UNPRIVILEGED = ("postgres", "nobody")
_EMPTY = "empty"
_START_SECONDS = 30.0
# A machine that loses power isn't tested here; a server that dies is.
_QUICK = {
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_connections": "200",
    "listen_addresses": "",
    "log_min_messages": "fatal",
}


def missing_postgres() -> str | None:
    """Why there is no PostgreSQL to test with; None where there is one."""
    if _program("initdb") is None or _program("postgres") is None:
        return "PostgreSQL's programs are not on this machine (Debian: postgresql)"
    if os.geteuid() == 0 and _unprivileged() is None:
        return "PostgreSQL runs as no root, and there is no other user to run it as"
    return None


class Cluster:
    """A PostgreSQL server of the tests' own, with an empty, migrated database to copy."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="rapport-pg-"))
        self._data = self._folder / "data"
        self._user = _unprivileged() if os.geteuid() == 0 else None
        if self._user is not None:
            shutil.chown(self._folder, self._user)
        self._server: subprocess.Popen[bytes] | None = None
        self._numbers = count(1)
        self._making = threading.Lock()
        self._run("initdb", "-D", str(self._data), "-U", "rapport", "-A", "trust", "-N")
        self.start()
        self._make_empty()

    def start(self) -> None:
        """Start the server and wait until it takes connections. Raises TimeoutError."""
        settings = [part for name, value in _QUICK.items() for part in ("-c", f"{name}={value}")]
        with (self._folder / "log").open("ab") as log:
            self._server = subprocess.Popen(
                [_found("postgres"), "-D", str(self._data), "-k", str(self._folder), *settings],
                stdout=log,
                stderr=log,
                cwd=self._folder,
                user=self._user,
            )
        deadline = time.monotonic() + _START_SECONDS
        while not self._answers():
            if time.monotonic() > deadline:
                raise TimeoutError((self._folder / "log").read_text("utf-8"))
            threading.Event().wait(0.05)

    def crash(self) -> None:
        """End the server at once, as if it had been killed; what was committed is recovered."""
        self._ends(signal.SIGQUIT)

    def stop(self) -> None:
        """End the server in order, cutting whoever is connected."""
        self._ends(signal.SIGINT)

    def remove(self) -> None:
        """End the server and take its folder away."""
        self.crash()
        shutil.rmtree(self._folder)

    def fresh(self) -> str:
        """The URL of a new, migrated database without a row."""
        with self._making:
            name = f"record_{next(self._numbers)}"
            with self._connect("postgres") as connection:
                connection.execute(f"CREATE DATABASE {name} TEMPLATE {_EMPTY}")
        return self.url(name)

    def bare(self) -> str:
        """The URL of a new database without a table."""
        with self._making:
            name = f"bare_{next(self._numbers)}"
            with self._connect("postgres") as connection:
                connection.execute(f"CREATE DATABASE {name}")
        return self.url(name)

    def drop(self, url: str) -> None:
        """Take a database away, cutting whoever is connected to it."""
        name = make_url(url).database
        with self._connect("postgres") as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def url(self, name: str) -> str:
        """SQLAlchemy's URL of one of its databases."""
        return f"postgresql+psycopg:///{name}?host={self._folder}&user=rapport"

    def _make_empty(self) -> None:
        with self._connect("postgres") as connection:
            connection.execute(f"CREATE DATABASE {_EMPTY}")
        database = Database(self.url(_EMPTY))
        migrate(database)
        database.close()

    def _connect(self, name: str) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            host=str(self._folder), user="rapport", dbname=name, autocommit=True, connect_timeout=20
        )

    def _answers(self) -> bool:
        try:
            self._connect("postgres").close()
        except psycopg.OperationalError:
            return False
        return True

    def _ends(self, number: signal.Signals) -> None:
        if self._server is not None:
            self._server.send_signal(number)
            self._server.wait(_START_SECONDS)
            self._server = None

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [_found(program), *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=self._folder,
            user=self._user,
        )


def _unprivileged() -> int | None:
    """The number of a user who may run a server."""
    known = {each.pw_name: each for each in pwd.getpwall()}
    return next((known[name].pw_uid for name in _UNPRIVILEGED if name in known), None)


def _found(program: str) -> str:
    path = _program(program)
    assert path is not None, program
    return path


def _program(name: str) -> str | None:
    """Where one of the server's programs is: in the newest version's folder, or in the path."""
    kept = _DEBIAN.glob(f"*/bin/{name}")
    newest = max(kept, key=lambda path: int(path.parent.parent.name), default=None)
    return str(newest) if newest else shutil.which(name)
