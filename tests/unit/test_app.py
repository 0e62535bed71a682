"""The app itself, apart from what it answers."""

import logging

from schalter.local.gateway import load_app


def test_app_leaves_the_packages_warnings_to_be_heard() -> None:
    """Chalice would give the logger of its app's name, which is the package's, a level that mutes warnings."""
    load_app("schalter_app_of_the_logging_test")
    logger = logging.getLogger("schalter")
    assert logger.isEnabledFor(logging.WARNING)
    assert logger.handlers == []
    assert logger.propagate
