"""Schalter: a municipality's online counter.

Rooms: ``forms`` (the language and its rules), ``render`` (a form to HTML), ``cases``, ``payments``, ``receipts``, ``notices``;
``outbox`` drains effects until done; ``adapters`` hold one vendor each; ``local`` is everything on one machine; ``wiring`` joins.
"""

__version__ = "0.1.0"
