"""`python -m grondslag` is the command `grondslag`."""

from grondslag.cli import main

if __name__ == "__main__":
    main()
