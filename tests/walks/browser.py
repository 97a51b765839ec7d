"""The browser that walks are made in."""

from __future__ import annotations

import shutil

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
"""Where the browser is; None if there is none."""

SWITCHES = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking")
