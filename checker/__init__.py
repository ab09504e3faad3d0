"""A checker of mathematical derivations: does every line follow from the one before, and if not, at which numbers."""
