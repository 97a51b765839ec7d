"""PostgreSQL's ways: a connection's time limits, its locks, how a transaction begins.

Each transaction's first words go out in one round trip, and find out whether the connection lives:
asking beforehand would cost another on every use case.
"""

from __future__ import annotations

from hashlib import blake2b

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

# A replica that is gone without a word may hold a workspace's lock: the server lets it go after
# this long without a statement, and after that long without a sign of life.
_IDLE_SECONDS = 10
_SERVER_KEEPALIVES = {
    "tcp_keepalives_idle": 10,
    "tcp_keepalives_interval": 5,
    "tcp_keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}
# What nobody waits for at Slack; a write's own limit is shorter.
_STATEMENT_SECONDS = 10
# Unless the URL says otherwise. A server that is gone without a word is noticed as soon as one
# that answers late.
_CONNECTION = {
    "application_name": "rapport",
    "connect_timeout": "2",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
    "tcp_user_timeout": "3000",
}
# Of PostgreSQL's documentation, appendix A.
_LOCK_NOT_AVAILABLE, _READ_ONLY = "55P03", "25006"
_FIRST_WORDS = "rapport_begin"
_BEGIN = "BEGIN"
_ONE_MOMENT = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_UNHURRIED = "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0"
# What is left of the patience once the workspace's lock is had is for what follows; a lock that
# isn't had in time is told as such, before the statement's own end.
_REST_OF_PATIENCE = (
    "SELECT set_config(name, greatest(100, spare + {milliseconds}"
    " - 1000 * extract(epoch FROM clock_timestamp() - now()))::int::text, true)"
    " FROM (VALUES ('lock_timeout', 0), ('statement_timeout', 250)) AS limits (name, spare)"
)


def connect(url: URL, patience: float) -> Engine:
    """An engine whose statements wait `patience` seconds for a lock or a connection."""
    ours = {name: value for name, value in _CONNECTION.items() if name not in url.query}
    engine = create_engine(
        url,
        # An error's words go to the log, and people's words stand in its parameters.
        hide_parameters=True,
        pool_size=10,
        max_overflow=20,
        pool_timeout=patience,
        # Else each new connection asks the server about a type that Rapport has no use for.
        use_native_hstore=False,
        # Transactions begin where we say.
        connect_args={**ours, "autocommit": True, "options": _options(url, patience)},
    )
    event.listen(engine, "begin", _begin)
    return engine


def _options(url: URL, patience: float) -> str:
    limits = {
        "lock_timeout": round(patience * 1000),
        "statement_timeout": _STATEMENT_SECONDS * 1000,
        "idle_in_transaction_session_timeout": _IDLE_SECONDS * 1000,
        **_SERVER_KEEPALIVES,
    }
    theirs = url.query.get("options", "")
    given = theirs if isinstance(theirs, str) else " ".join(theirs)
    return " ".join([*(f"-c {name}={value}" for name, value in limits.items()), given]).strip()


def _begin(connection: Connection) -> None:
    words = connection.get_execution_options().get(_FIRST_WORDS, _BEGIN)
    connection.exec_driver_sql(words)


def one_moment(engine: Engine, *, unhurried: bool = False) -> Engine:
    """The engine as a reader uses it: every statement sees the record as the first one did."""
    return _beginning(engine, _ONE_MOMENT, *([_UNHURRIED] if unhurried else []))


def alone(engine: Engine, team_id: str, patience: float, *, unhurried: bool = False) -> Engine:
    """The engine as a use case uses it: no other of its workspace runs until it ends.

    It waits `patience` seconds for its turn. Without a workspace none of any does. Every replica
    takes the same locks, in this order.
    """
    milliseconds = round(patience * 1000)
    if unhurried:
        wait = f"SET LOCAL lock_timeout = {milliseconds}; {_UNHURRIED}"
        return _beginning(engine, wait, _locking(team_id))
    limit = _REST_OF_PATIENCE.format(milliseconds=milliseconds)
    return _beginning(engine, _locking(team_id), limit)


def all_alone(connection: Connection, seconds: int) -> None:
    """Let no use case run until this transaction ends; wait so long for those under way."""
    connection.exec_driver_sql(
        f"SET LOCAL lock_timeout = '{seconds}s'; {_UNHURRIED}; {_locking('')}"
    )


def is_lock_kept(error: DBAPIError) -> bool:
    """Whether somebody else kept a lock for longer than we wait."""
    return getattr(error.orig, "sqlstate", None) == _LOCK_NOT_AVAILABLE


def is_cut_or_read_only(error: DBAPIError) -> bool:
    """Whether the connection is gone, or the server takes no writes: another leads now."""
    is_read_only = getattr(error.orig, "sqlstate", None) == _READ_ONLY
    return error.connection_invalidated or is_read_only


def _locking(team_id: str) -> str:
    if not team_id:
        return f"SELECT pg_advisory_xact_lock({_key('')})"
    return (
        f"SELECT pg_advisory_xact_lock_shared({_key('')}), pg_advisory_xact_lock({_key(team_id)})"
    )


def _key(team_id: str) -> int:
    """The number of a workspace's lock, or of the whole record's; the same in every process."""
    words = f"rapport {team_id}".encode()
    return int.from_bytes(blake2b(words, digest_size=8).digest(), signed=True)


def _beginning(engine: Engine, *words: str) -> Engine:
    first = words if words[0].startswith(_BEGIN) else (_BEGIN, *words)
    return engine.execution_options(**{_FIRST_WORDS: "; ".join(first)})
