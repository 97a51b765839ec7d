"""What changes in the workspace, by whoever's hand, and how the app is told of it."""
