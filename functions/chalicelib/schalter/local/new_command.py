"""The commands `schalter new` and `schalter link`: what to begin with. Light: the command line always reads it."""

import argparse
from pathlib import Path

NAMES = ("new", "link")


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands to the command line."""
    new = commands.add_parser("new", help="begin a form (OFFICE/NAME), or a town's own repository")
    what = new.add_subparsers(dest="what", required=True, metavar="WHAT")
    form = what.add_parser("form", help="write a form to begin with")
    form.add_argument("name", help="OFFICE/NAME: folder of the office and name of the form")
    town = what.add_parser("town", help="make a repository that holds only what is the town's own")
    town.add_argument("name", help="the town's short name, such as bueren; one that is shipped begins with its file")
    town.add_argument("--into", type=Path, metavar="FOLDER", help="the new folder (default: beside this one)")
    town.add_argument("--title", help='the name that people know, such as "Stadt Büren"')
    town.add_argument("--from", dest="source", metavar="ADDRESS", help="where it gets releases from (default: as this repository)")
    town.add_argument("--release", metavar="TAG", help="the release to begin with (default: the newest)")
    link = commands.add_parser("link", help="take the files of a town's own repository into this folder, as links")
    link.add_argument("town", type=Path, metavar="FOLDER", help="the town's repository")


def run(options: argparse.Namespace) -> int:
    """Make what was asked for; return the exit code."""
    if options.command == "link":
        from .link_town import link_town  # noqa: PLC0415

        link_town(options.town, root=options.root)
        return 0
    if options.what == "form":
        from .editing import new_form  # noqa: PLC0415  # heavy; other commands do without

        return new_form(options.name, folder=options.root / "forms")
    from .new_town import new_town  # noqa: PLC0415

    return new_town(
        options.name,
        root=options.root,
        into=options.into or options.root.resolve().parent / options.name,
        name=options.title,
        source=options.source,
        release=options.release,
    )
