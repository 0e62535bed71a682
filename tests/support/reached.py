"""Which functions of the package a door leads to, and what they ask of the ports; read from the syntax trees, nothing is run.

It errs towards more: a function that is named counts as called, and so does every method of a class that is named, the types in
signatures aside. Of `World` only what is asked of one counts.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .imports import PACKAGE, module_files, tree_of

#: How a value of a port is called throughout, whoever holds it.
PORTS = re.compile(r"(?:^|[._])(store|archive|uploads|signer|mailer|wake)$")
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class Place(NamedTuple):
    """A function or class of a module of the package, `World.drain` for a method of it."""

    module: str
    name: str


class _Module:
    """What a module defines, and what its names from elsewhere stand for."""

    def __init__(self, module: str) -> None:
        path = module_files()[module]
        tree = tree_of(path)
        self.defined: dict[str, ast.AST] = {}
        for node in tree.body:
            if isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
                self.defined[node.name] = node
            elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                self.defined |= {target.id: node.value for target in targets if isinstance(target, ast.Name)}
            if isinstance(node, ast.ClassDef) and node.name == "World":
                self.defined |= {f"World.{inner.name}": inner for inner in node.body if isinstance(inner, _FUNCTIONS)}
        package = module.split(".") if path.name == "__init__.py" else module.split(".")[:-1]
        self.names = dict(_imported(tree, package))


def _imported(tree: ast.Module, package: list[str]) -> Iterator[tuple[str, Place]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom):
            continue
        if node.level:
            above = package[: len(package) - node.level + 1]
            base = ".".join(filter(None, [*above, node.module]))
        elif node.module == "schalter" or (node.module or "").startswith("schalter."):
            base = (node.module or "").partition(".")[2]
        else:
            continue
        for alias in node.names:
            inner = f"{base}.{alias.name}" if base else alias.name
            yield alias.asname or alias.name, Place(inner, "") if inner in module_files() else Place(base, alias.name)


def asked_of_ports(doors: Iterable[Place]) -> dict[str, set[str]]:
    """Return by port the methods that everything behind ``doors`` calls; calling the port itself is `__call__`."""
    modules: dict[str, _Module] = {}
    todo, seen = list(doors), set[Place]()
    asked: dict[str, set[str]] = {}
    while todo:
        place = todo.pop()
        if place in seen or place.module not in module_files() or place.module.partition(".")[0] == "adapters":
            continue
        seen.add(place)
        module = modules.setdefault(place.module, _Module(place.module))
        node = module.defined.get(place.name)
        if node is None:
            if place.name in module.names:  # named there only to be handed on
                todo.append(module.names[place.name])
            continue
        if place == Place("wiring", "World"):
            continue
        for port, method in _port_calls(node):
            asked.setdefault(port, set()).add(method)
        todo += _named(node, place.module, module)
    return asked


def _named(node: ast.AST, own: str, module: _Module) -> Iterator[Place]:
    for inner in _walk(node):
        if isinstance(inner, ast.Name):
            if inner.id in module.defined:
                yield Place(own, inner.id)
            elif inner.id in module.names:
                yield module.names[inner.id]
        elif isinstance(inner, ast.Attribute):
            holder = ast.unparse(inner.value)
            if holder in module.names and not module.names[holder].name:
                yield Place(module.names[holder].module, inner.attr)
            if re.search(r"(?:^|[._])world$", holder) or (own == "wiring" and holder == "self"):
                yield Place("wiring", f"World.{inner.attr}")


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    """Walk a tree without the types in its signatures and before its values."""
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns"):
            continue
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, ast.AST):
                yield inner
                yield from _walk(inner)


def _port_calls(node: ast.AST) -> Iterator[tuple[str, str]]:
    for inner in _walk(node):
        if isinstance(inner, ast.Attribute) and (found := PORTS.search(ast.unparse(inner.value))):
            yield found[1], inner.attr
        elif isinstance(inner, ast.Call) and (found := PORTS.search(ast.unparse(inner.func))):
            yield found[1], "__call__"


def views_called_by(*files: str) -> list[Place]:
    """Return the functions of the package that the routes in ``files``, beside it, name."""
    found = []
    for file in files:
        tree = tree_of(PACKAGE.parents[1] / file)
        names = dict(_imported(tree, []))
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in names:
                found.append(Place(names[node.value.id].module, node.attr))
    return found
