"""Delivery: makes Slack show what the record wants shown, once, whatever fails on the way."""
