"""Import: the client list from a CSV file, checked line by line, stored whole or not at all."""

from bot.importing.accounts import read, store
from bot.importing.preview import Fate, LineFault, Preview

__all__ = ["Fate", "LineFault", "Preview", "read", "store"]
