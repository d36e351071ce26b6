"""``python -m capslint``."""

from capslint.cli import main

if __name__ == "__main__":
    main()
