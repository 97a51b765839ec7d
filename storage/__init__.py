"""What is kept: tables and queries per noun, and the one unit of work."""
