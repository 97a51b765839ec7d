"""Holds the playground against published facts about Slack's wire, kept in a folder elsewhere.

`python -m tests.playground.conformance FOLDER` prints a table and exits 1 on any fault.
"""
