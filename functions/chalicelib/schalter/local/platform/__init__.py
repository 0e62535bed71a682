"""A strict, durable stand-in for a payment platform of German authorities that speaks XBezahldienste, with its payment page."""

from .platform import Platform

__all__ = ["Platform"]
