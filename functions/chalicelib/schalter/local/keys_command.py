"""The commands about keys that seal: their arguments, and the call. Light: the command line reads it whatever is asked."""

import argparse
import re
from collections.abc import Sequence

#: Each is a command of its own; what one of them finds wrong is the settings.
NAMES = ("certify", "keys", "rotate", "withdraw-key")

#: A key's id is the digest of the key (RFC 7638), 43 characters of base64url: one in 64 begins with a hyphen, as options do.
_LIKE_AN_OPTION = re.compile("-[A-Za-z0-9_-]{42}")


def ids_last(arguments: Sequence[str]) -> list[str]:
    """Return the arguments of a command, a key's id that begins with a hyphen behind all others, where it is no option."""
    ids = [each for each in arguments if _LIKE_AN_OPTION.fullmatch(each)]
    return [each for each in arguments if each not in ids] + (["--", *ids] if ids else [])


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands to the command line."""
    certify = commands.add_parser("certify", help="publish a certificate for the key in AWS that seals, unless it has one")
    certify.add_argument("--replace", action="store_true", help="put it in the place of another key's")
    commands.add_parser("keys", help="put the key that seals into the published key set, and whose time stamps count")
    commands.add_parser("rotate", help="make a new key that seals from now on; seals of the old one stay good")
    retire = commands.add_parser("withdraw-key", help="publish that a key no longer counts from a time on")
    retire.add_argument("key", help="the key's id, as it stands in the key set")
    retire.add_argument("--because", required=True, choices=("retired", "compromised"), help="put away, or in other hands")
    retire.add_argument("--from", dest="since", default=None, help="time like 2026-11-23T00:00:00Z (default: now)")


def run(options: argparse.Namespace) -> int:
    """Do what is asked with the keys that seal, and return the exit code."""
    from . import sealing_keys  # noqa: PLC0415  # heavy; other commands do without

    if options.command == "certify":
        return sealing_keys.certify(replace=options.replace)
    if options.command == "keys":
        return sealing_keys.publish()
    if options.command == "rotate":
        return sealing_keys.rotate()
    return sealing_keys.withdraw_key(options.key, options.because, since=options.since)
