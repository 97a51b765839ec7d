"""Chaos: people at work, everything going wrong around them at random, and what must still hold."""
