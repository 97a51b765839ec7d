"""Places: where a button was pressed, and whether it leads back to Home."""

from __future__ import annotations

import json
from typing import Any

Body = dict[str, Any]
View = dict[str, Any]
# Characters that the mark adds to what Slack keeps with a modal.
MARK = len(', "home": true')


def is_home(body: Body) -> bool:
    """Whether a button was pressed on the Home tab itself."""
    return bool((body.get("view") or {}).get("type") == "home")


def leads_home(view: View) -> bool:
    """Whether a view is Home, or a modal that was opened from it."""
    return view.get("type") == "home" or bool(_kept(view).get("home"))


def marked(view: View, opened_from: View) -> View:
    """A modal that knows whether it was opened from Home, through however many others."""
    if not leads_home(opened_from):
        return view
    return {**view, "private_metadata": json.dumps({**_kept(view), "home": True})}


def modal_in(body: Body) -> dict[str, Any]:
    """The modal that a button was pressed in, for the forms it opens; empty for anything else."""
    view = body.get("view") or {}
    if view.get("type") != "modal":
        return {}
    home = True if leads_home(view) else None
    return {"view": view["id"], "list": view.get("private_metadata"), "home": home}


def view_of(place: dict[str, Any]) -> View:
    """What `modal_in` has kept, as the view it was."""
    return {"id": place["view"], "private_metadata": way_home(place)}


def way_home(place: dict[str, Any]) -> str:
    """What a modal remembers of the way back to Home, if there is one."""
    return json.dumps({"home": True}) if place.get("home") else ""


def _kept(view: View) -> dict[str, Any]:
    try:
        kept = json.loads(view.get("private_metadata") or "{}")
    except (TypeError, ValueError, RecursionError):
        return {}
    return kept if isinstance(kept, dict) else {}
