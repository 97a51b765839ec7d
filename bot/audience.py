"""Audience: who reads along where a message is shown."""

from enum import StrEnum


class Audience(StrEnum):
    """Client data reaches only those who may see it; with outsiders there, none is shown."""

    INSIDERS = "insiders"
    OUTSIDERS = "outsiders"
