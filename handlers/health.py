"""Health: whether the process is alive, whether it is ready, and its figures for Prometheus."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot import metrics
from bot.desk import Desk
from bot.metrics import Metrics
from bot.unavailable import RecordUnavailable
from handlers.probes import Probe, Unanswered

log = logging.getLogger(__name__)

# A balancer asks every few seconds, and Prometheus gives a scrape ten.
PATIENCE_SECONDS = 2.0
# Says what is wrong, in words that may be shown to anyone; None if nothing is.
Check = Callable[[], str | None]


def routes(checks: Mapping[str, Check], desk: Desk, figures: Metrics) -> list[Route]:
    """`/healthz`, `/readyz` and `/metrics`. `checks` are what `/readyz` asks, by name."""
    return [
        Route("/healthz", _alive),
        Route("/readyz", _Ready(checks).answer),
        Route("/metrics", _Figures(desk, figures).answer),
    ]


async def _alive(_request: Request) -> Response:
    return PlainTextResponse("alive\n")


class _Ready:
    """Answers 200 when every check holds, else 503 with a line for each that doesn't.

    `?without=slack` tells of that check too, and doesn't count it: for a balancer that is to keep
    replicas in work while only Slack's own API is down.
    """

    def __init__(self, checks: Mapping[str, Check]) -> None:
        self._probes = {name: Probe(ask, PATIENCE_SECONDS) for name, ask in checks.items()}
        self._told: dict[str, str] = {}

    async def answer(self, request: Request) -> Response:
        names = list(self._probes)
        found = await asyncio.gather(*(_trouble(self._probes[name]) for name in names))
        troubles = {name: said for name, said in zip(names, found, strict=True) if said}
        self._tell(troubles)
        uncounted = request.query_params.getlist("without")
        status = 503 if troubles.keys() - set(uncounted) else 200
        if "application/json" in request.headers.get("accept", ""):
            return JSONResponse(_as_json(status, names, troubles), status)
        return PlainTextResponse(_as_text(status, troubles), status)

    def _tell(self, troubles: dict[str, str]) -> None:
        """Log what has changed since the last look."""
        for name in self._told.keys() - troubles.keys():
            log.info("%s is well again", name)
        for name, said in troubles.items():
            if self._told.get(name) != said:
                log.warning("not ready: %s: %s", name, said)
        self._told = troubles


async def _trouble(probe: Probe[str | None]) -> str | None:
    try:
        return await probe.answer()
    except Unanswered:
        return f"no answer within {PATIENCE_SECONDS:g} s"
    except Exception:
        log.exception("whether all is well could not be looked up")
        return "it can't be looked up"


def _as_json(status: int, names: Collection[str], troubles: Mapping[str, str]) -> dict[str, object]:
    checks = {name: troubles.get(name, "ok") for name in names}
    return {"ready": status == 200, "checks": checks}


def _as_text(status: int, troubles: Mapping[str, str]) -> str:
    said = "ready\n" if status == 200 else "not ready\n"
    return said + "".join(f"{name}: {trouble}\n" for name, trouble in troubles.items())


class _Figures:
    """The process's figures always, and the record's when it answers in time."""

    def __init__(self, desk: Desk, figures: Metrics) -> None:
        self._all = Probe(lambda: figures.page(metrics.look(desk)), PATIENCE_SECONDS)
        self._own = Probe(lambda: figures.page(None), PATIENCE_SECONDS)

    async def answer(self, _request: Request) -> Response:
        return Response(await self._page(), media_type=metrics.CONTENT_TYPE)

    async def _page(self) -> bytes:
        try:
            return await self._all.answer()
        except (Unanswered, RecordUnavailable):
            return await self._own.answer()
        except Exception:
            # The process's own figures are wanted most when something is wrong.
            log.exception("what the record has waiting could not be looked up")
            return await self._own.answer()
