"""`python -m tenure`: the command `tenure`, where it is not on PATH."""

import sys

from tenure.cli import main

if __name__ == "__main__":
    sys.exit(main())
