"""What the sample company did in Slack during the last months, written down to be played."""
