"""Entry point of the command ``sxsh-eval`` and of ``python -m sxsh_eval``."""

from __future__ import annotations

import sys

from sxsh_eval.cli import main

if __name__ == "__main__":
    sys.exit(main())
