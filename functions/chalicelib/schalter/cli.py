"""The command line: `schalter COMMAND`. A door: it reads arguments, calls one function, and turns its outcome into an exit code.

Exit codes: 0 all is well; 1 refused (faults in forms, a receipt that is not genuine, a key out of reach); 2 the call itself or the
settings were wrong.
"""

import argparse
import gc
import json
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from . import settings as settings_
from .errors import SchalterError
from .forms.complaint import UNTRANSLATED, Complaint
from .importers import bank_command
from .local import (
    backup_command,
    doctor_command,
    fee_command,
    file_command,
    giving_back,
    keys_command,
    log_command,
    new_command,
    person_command,
    reconcile_command,
    rollout_command,
    treasury_command,
    verify_command,
)

REFUSED, USAGE = 1, 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="schalter", description="A municipality's online counter: forms in YAML, a static site, sealed receipts."
    )
    parser.add_argument("--root", type=Path, default=Path(), help="the project's folder (default: this one)")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    town = argparse.ArgumentParser(add_help=False)
    town.add_argument("--municipality", metavar="NAME", help="whose file and overlays count: infra/municipalities/NAME.yml")

    check = commands.add_parser(
        "check", parents=[town], help="check forms: every fault with file, line, column, and the nearest right thing"
    )
    check.add_argument("paths", nargs="*", type=Path, help="forms to report on (default: all)")
    check.add_argument("--production", action="store_true", help="also refuse fees, keys and paragraphs that nobody has confirmed")
    check.add_argument("--translations", action="store_true", help="also list texts that are not translated; they are no faults")
    check.add_argument("--json", action="store_true", help="write the complaints as JSON")
    check.add_argument(
        "--language", choices=("de", "en"), default=None, help="language of the complaints (default: that of the system, else en)"
    )

    commands.add_parser("compile", parents=[town], help="compile forms/ into the functions' catalogue")
    commands.add_parser("build", parents=[town], help="compile the forms and build the static site into build/site")
    vvt = commands.add_parser(
        "vvt", parents=[town], help="print the record of processing activities (Art. 30 GDPR) of all forms as CSV"
    )
    vvt.add_argument("--json", action="store_true", help="print it as JSON")
    commands.add_parser("schema", help="write the JSON Schemas of the form language, and its reference in forms/README.md")
    commands.add_parser("serve", parents=[town], help="build everything and serve it on 127.0.0.1 (PORT, SCHALTER_DATA)")

    run = commands.add_parser("run", parents=[town], help="serve citizens on the town's own server, behind a reverse proxy")
    run.add_argument("--demonstration", action="store_true", help="serve a town whose pages all say that they are a demonstration")

    new_command.add(commands)
    show = commands.add_parser("show", parents=[town], help="print a form as readable text, to be sent round")
    show.add_argument("form", help="the form's name or file")
    show.add_argument("--language", default="de", help="language of the text (default: de)")
    _add_diff(commands, town)
    reconcile_command.add(commands)
    giving_back.add_refund(commands)
    fee_command.add(commands)
    test = commands.add_parser("test", parents=[town], help="try the examples of a form and say what comes of each")
    test.add_argument("form", help="the form's name or file")
    imports = commands.add_parser(
        "import", help="turn a form of Form.io, Open Forms or FIM into one of ours, and list what is lost"
    )
    imports.add_argument("format", choices=("formio", "xdf"), help="what the file is: a Form.io definition, or FIM XDatenfelder")
    imports.add_argument("file", type=Path, help="the file")
    imports.add_argument("--out", type=Path, default=None, help="folder to write the form to (default: the standard output)")
    imports.add_argument("--language", default="de", help="language of the file's texts (default: de)")

    verify_command.add(commands)
    treasury_command.add(commands)
    bank_command.add_arguments(commands)

    withdraw = commands.add_parser("withdraw", help="withdraw a receipt: cancel it, or replace it by a new one")
    withdraw.add_argument("number", help="the receipt's number")
    withdraw.add_argument("--reason", required=True, choices=("mistake", "paid_back", "replaced"), help="why")

    log_command.add(commands)
    file_command.add(commands)
    person_command.add(commands)

    keys_command.add(commands)
    backup_command.add(commands)
    doctor_command.add(commands, town)
    rollout_command.add(commands)
    return parser


def _add_diff(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", town: argparse.ArgumentParser) -> None:
    diff = commands.add_parser(
        "diff",
        parents=[town],
        help="say in sentences what a change of forms means for citizens",
        description="Say in sentences what changes for citizens from an old version of forms to a new one.",
        epilog="Two versions: schalter diff OLD NEW. A git revision and now: schalter diff --against main [NEW]. "
        "Exit code: 0 compared; 1 something was not compared because it has faults.",
    )
    diff.add_argument(
        "paths",
        nargs="*",
        metavar="FORM_OR_FOLDER",
        help="OLD and NEW, each a form (name or file) or a folder of forms; with --against NEW alone (default: all forms)",
    )
    diff.add_argument("--against", metavar="REV", help="git revision that holds the old version, such as main or HEAD~1")
    diff.add_argument("--language", choices=("de", "en"), default="de", help="language of the sentences (default: de)")
    diff.add_argument("--markdown", action="store_true", help="write Markdown for a comment on a pull request")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s", level=logging.WARNING)
    options = _parser().parse_args(keys_command.ids_last(sys.argv[1:] if arguments is None else arguments))
    try:
        return int(_COMMANDS[options.command](options))
    except OSError as error:
        print(f"schalter: {error.strerror}: {error.filename}", file=sys.stderr)
        return USAGE
    except settings_.WrongSetting as error:
        print(f"schalter: {error}", file=sys.stderr)
        return USAGE
    except SchalterError as error:
        print(f"schalter: {error}{_cause(error)}", file=sys.stderr)
        return REFUSED
    except RuntimeError as error:
        if options.command not in _SET_UP:
            raise
        print(f"schalter: {error}", file=sys.stderr)
        return USAGE


def _cause(error: SchalterError) -> str:
    # What AWS or the disk said, on one line: the administrator reads it, no citizen.
    return f" ({' '.join(str(error.__cause__).split())})" if error.__cause__ else ""


def _paths(options: argparse.Namespace) -> tuple[Path, Path]:
    from .local.draft import municipality_file

    return options.root / "forms", municipality_file(options.root, options.municipality)


def _check(options: argparse.Namespace) -> int:
    from .forms.check import check
    from .settings import system_language

    forms, town = _paths(options)
    notes: list[Complaint] = []
    gc.disable()  # All that is read stays until the end: looking for garbage meanwhile takes a sixth of the time.
    try:
        complaints = check(forms, town_file=town, only=options.paths, production=options.production, notes=notes)
    finally:
        gc.enable()
    language = options.language or system_language()
    say = _CHECKED[language]
    if options.json:
        print(json.dumps([complaint.to_json(language) for complaint in complaints], ensure_ascii=False, indent=2))
    else:
        for complaint in complaints:
            print(complaint.told(language))
    for note in notes:
        if options.translations or note.code != UNTRANSLATED:
            print(f"{note.told(language)} ({say['note']})", file=sys.stderr)
    print(say["faults"].format(len(complaints)) if complaints else say["right"], file=sys.stderr)
    return REFUSED if complaints else 0


def _compile(options: argparse.Namespace) -> int:
    from .local.workshop import Workshop

    return _told(Workshop(options.root, municipality=options.municipality).compile())


def _build(options: argparse.Namespace) -> int:
    from .local.workshop import Workshop

    workshop = Workshop(options.root, municipality=options.municipality)
    code = _told(workshop.compile())
    if code == 0:
        workshop.build(force=True)
        print(f"site built in {workshop.site}", file=sys.stderr)
    return code


def _vvt(options: argparse.Namespace) -> int:
    from .forms.compile import compile_folder
    from .forms.model import Catalog
    from .render import processing_record

    forms, town = _paths(options)
    data, complaints = compile_folder(forms, town_file=town)
    catalog = Catalog.from_compiled(data)
    if options.json:
        print(json.dumps(processing_record.rows(catalog), ensure_ascii=False, indent=2))
    else:
        sys.stdout.buffer.write(processing_record.to_csv(catalog))
    return _told(complaints)


def _told(complaints: Sequence[object]) -> int:
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    return REFUSED if complaints else 0


def _schema(options: argparse.Namespace) -> int:
    from .forms.json_schema import schema_files
    from .forms.reference import with_reference
    from .render.wording.fields import SENTENCES

    forms = options.root / "forms"
    for name, schema in schema_files().items():
        (forms / name).write_text(json.dumps(schema, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    manual = forms / "README.md"
    manual.write_text(with_reference(manual.read_text(encoding="utf-8"), SENTENCES["de"]), encoding="utf-8")
    return 0


def _import(options: argparse.Namespace) -> int:
    from .importers.command import import_file

    codelists = options.root / "forms" / "codelists"
    return import_file(options.format, options.file, out=options.out, language=options.language, codelists=codelists)


def _run(options: argparse.Namespace) -> int:
    from .local.run import run

    return run(options.root, municipality=options.municipality, demonstration=options.demonstration)


def _show(options: argparse.Namespace) -> int:
    from .local.editing import show_form

    forms, town = _paths(options)
    return show_form(options.form, options.language, folder=forms, town_file=town)


def _diff(options: argparse.Namespace) -> int:
    from .local.comparing import diff_forms

    if len(options.paths) not in ((0, 1) if options.against else (2,)):
        print("schalter: diff takes OLD and NEW, or --against REV and at most one form or folder", file=sys.stderr)
        return USAGE
    forms, town = _paths(options)
    return diff_forms(
        options.paths, options.language, against=options.against, markdown=options.markdown, folder=forms, town_file=town
    )


def _test(options: argparse.Namespace) -> int:
    from .local.editing import test_form

    forms, town = _paths(options)
    return test_form(options.form, folder=forms, town_file=town)


def _serve(options: argparse.Namespace) -> int:
    from .local.serve import serve

    return serve(options.root, municipality=options.municipality)


def _withdraw(options: argparse.Namespace) -> int:
    from . import wiring
    from .receipts.occasions import withdraw

    print(withdraw(options.number, options.reason, office=wiring.world().office()))
    wiring.world().drain()
    return 0


_CHECKED = {
    "de": {"note": "kein Fehler", "faults": "{} Fehler", "right": "alle Formulare sind richtig"},
    "en": {"note": "no fault", "faults": "{} fault(s)", "right": "all forms are right"},
}
#: What these commands find wrong is the settings, not our code.
_SET_UP = keys_command.NAMES
_COMMANDS = {
    "check": _check,
    "compile": _compile,
    "build": _build,
    "vvt": _vvt,
    "schema": _schema,
    **dict.fromkeys(new_command.NAMES, new_command.run),
    **dict.fromkeys(backup_command.NAMES, backup_command.run),
    "show": _show,
    "diff": _diff,
    "test": _test,
    "import": _import,
    "serve": _serve,
    "run": _run,
    "verify": verify_command.run,
    "treasury": treasury_command.run,
    "log": log_command.run,
    "file": file_command.run,
    "person": person_command.run,
    "payments": bank_command.run,
    "withdraw": _withdraw,
    **dict.fromkeys(keys_command.NAMES, keys_command.run),
    "reconcile": reconcile_command.run,
    "refund": giving_back.give_back,
    "fee": fee_command.run,
    "doctor": doctor_command.run,
    "rollout": rollout_command.run,
}

if __name__ == "__main__":
    sys.exit(main())
