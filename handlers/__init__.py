"""What Slack says to Rapport: one module per noun; parse the payload, call one use case, answer."""
