"""A Slack of our own on this machine: the tests' workspace and the demo's."""
