"""The programs of `infra/`, which are run and not installed, for tests that call their functions."""

import importlib
import sys

from .imports import ROOT

if str(ROOT / "infra") not in sys.path:
    sys.path.append(str(ROOT / "infra"))

deploy = importlib.import_module("deploy")
releases = importlib.import_module("releases")
stage = importlib.import_module("stage")
