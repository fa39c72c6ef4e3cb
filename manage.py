#!/usr/bin/env python3
"""Django's command line for Praxia."""

import os
import sys


def main() -> None:
    if not (3, 11) <= sys.version_info[:2] < (3, 15):
        found = ".".join(map(str, sys.version_info[:3]))
        sys.exit(
            f"Praxia needs Python 3.11 to 3.14; this is {found}. Install one of them and run `make PYTHON=python3.11 run`."
        )
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "praxia.settings")
    if sys.argv[1:2] != ["up"]:  # which starts a house of its own
        from praxia.standalone.joining import join

        join()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
