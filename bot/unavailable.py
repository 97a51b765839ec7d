"""The one fault of the record that people are told of in plain words."""

from storage.database import RecordUnavailable

__all__ = ["RecordUnavailable"]
