"""The commands, one a module: each takes its arguments as they were parsed and answers with an exit code.

`usage` holds what all of them say to a user who asked for what cannot be done, `session` what most of them begin with.
What needs SymPy is imported inside the functions that need it.
"""
