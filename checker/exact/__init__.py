"""The exact engine: methods that prove a link for all values at once."""
