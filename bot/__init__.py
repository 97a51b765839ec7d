"""What Rapport knows and decides: one module per duty, none of which knows Slack or SQL."""
