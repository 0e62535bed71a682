"""A faithful, strict, durable stand-in for the part of Stripe that is used. Uses the standard library only."""

from .afterwards import DEBIT_ANSWER
from .bank import Ended
from .server import address_of, listen, running, serve
from .simulator import Simulator

__all__ = ["DEBIT_ANSWER", "Ended", "Simulator", "address_of", "listen", "running", "serve"]
