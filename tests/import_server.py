"""Runs `grondslag` commands, each in a process of its own that starts at once: all is loaded here, and no store opened.

A line of input is a JSON list of arguments; the answers are the id of the process, and how it ended.
"""

from __future__ import annotations

import json
import os
import sys

from grondslag.cli import cli


def main() -> None:
    for line in sys.stdin:
        child = os.fork()
        if not child:
            status = 1
            try:
                status = int(cli(json.loads(line), standalone_mode=False) or 0)
            finally:
                os._exit(status)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        sys.stdout.write(f"{os.waitpid(child, 0)[1]}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
