"""The numeric engine: enclosures at exact points. It imports nothing of SymPy and nothing of `checker.exact`."""
