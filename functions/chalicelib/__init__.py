"""Puts this folder on ``sys.path``, so that ``import schalter`` means the same in Lambda, tests, site build and CLI.

Chalice ships only ``app.py`` and ``chalicelib/``; a symlinked package is silently left out of its zip.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
