"""Strange input: thousands of lines, forms, payloads and files that nobody would send, or might."""
