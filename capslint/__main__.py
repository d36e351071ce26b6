"""``python -m capslint``."""

import sys

from capslint.cli import main

if __name__ == "__main__":
    sys.exit(main())
