"""What a person does in Slack's client, what Slack sends for it, and what it then shows."""
