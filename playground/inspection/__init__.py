"""What the inspector shows: everything that went over the wire, and trouble on demand."""
