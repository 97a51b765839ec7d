"""Block Kit: what Slack accepts, what a person reads, what a form holds."""
