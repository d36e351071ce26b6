"""``python -m capslint``."""

import sys

if __name__ == "__main__":
    if not sys.flags.safe_path:
        del sys.path[0]  # the working folder, whose modules and rule plug-ins can be a stranger's

    from capslint.cli import main

    sys.exit(main())
