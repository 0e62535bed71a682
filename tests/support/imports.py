"""Reads what the package's modules import and call, from their syntax trees; nothing is run."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "functions" / "chalicelib" / "schalter"


@dataclass(frozen=True)
class Import:
    """One import: who, what (absolute, `schalter.forms.model`), and in which line."""

    module: str
    imported: str
    line: int

    def __str__(self) -> str:
        return f"{self.module}:{self.line} imports {self.imported}"


@cache
def module_files() -> dict[str, Path]:
    """Return every module of the package by its dotted name without `schalter.`; the package itself is the empty name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def tree_of(path: Path) -> ast.Module:
    """Return the syntax tree of the file at ``path``."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def room_of(module: str) -> str:
    """Return the first part of a module's name: its room, or itself where it stands at the package's top."""
    return module.partition(".")[0]


@cache
def imports() -> tuple[Import, ...]:
    """Return every import of every module, those inside functions too; not those for the type checker alone."""
    return tuple(_imports())


def _imports() -> Iterator[Import]:
    files = module_files()
    for module, path in files.items():
        package = module.split(".") if path.name == "__init__.py" else module.split(".")[:-1]
        skipped = {id(inner) for node in ast.walk(tree_of(path)) if _is_for_types(node) for inner in ast.walk(node)}
        for node in ast.walk(tree_of(path)):
            if id(node) in skipped:
                continue
            if isinstance(node, ast.Import):
                yield from (Import(module, alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from _from(node, module, package, files)


def _from(node: ast.ImportFrom, module: str, package: list[str], files: dict[str, Path]) -> Iterator[Import]:
    if not node.level:
        yield Import(module, node.module or "", node.lineno)
        return
    above = package[: len(package) - node.level + 1]
    base = ".".join(filter(None, [*above, node.module]))
    for alias in node.names:
        # `from .forms import fees` names a module, `from .forms.fees import charge` something in one.
        inner = f"{base}.{alias.name}" if base else alias.name
        yield Import(module, f"schalter.{inner if inner in files else base}", node.lineno)


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")
