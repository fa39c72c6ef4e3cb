"""`manage.py evaluate KIND`: what Praxia says, measured on labelled files. One module per kind, found by its name.

A kind is a module of this package with `HELP`, `add_arguments(parser)` and `run(options, out)`; it raises `Unreadable` for input
that cannot be read.
"""
