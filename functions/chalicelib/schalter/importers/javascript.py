"""Reads a script of a form definition and says what it decides, without running it: statements, variables and loops.

The script is parsed by tree-sitter and executed over values that stand for every possible answer (`values`); expressions are in
`evaluate`. Where two ways through the script meet again, a variable holds a fork.
"""

from collections.abc import Mapping, Sequence

import tree_sitter_javascript
from tree_sitter import Language, Node, Parser

from .comparison import number, same
from .evaluate import Evaluator, Resolve
from .expression import FALSE, TRUE, Expression, both, call, either, name, negate
from .library import sum_of
from .values import (
    Before,
    Constant,
    Fork,
    Function,
    Number,
    Question,
    Row,
    Untranslatable,
    Value,
    amount,
    fork,
    leaves,
    truth,
)

#: Far beyond any script that a form holds; a definition from outside must not keep us busy.
MAX_SCRIPT = 20_000
MAX_CASES = 400

_PARSER = Parser(Language(tree_sitter_javascript.language()))
#: Zero-width characters come along when scripts are copied from web pages.
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\ufeff"))
_DECLARES = ("variable_declaration", "lexical_declaration")


def run(script: str, given: Mapping[str, Value], resolve: Resolve) -> dict[str, Value]:
    """Return the variables of ``script`` after it ran; ``given`` are those before it.

    Raises:
        Untranslatable: the script does what our rules cannot say, or does not parse.
    """
    if len(script) > MAX_SCRIPT:
        raise Untranslatable("script", f"longer than {MAX_SCRIPT} characters")
    tree = _PARSER.parse(script.translate(_INVISIBLE).encode())
    if tree.root_node.has_error:
        raise Untranslatable("broken in the source", "the script does not parse")
    scope = dict(given)
    _Script(resolve).block(tree.root_node.named_children, scope)
    return scope


class _Script(Evaluator):
    def block(self, statements: Sequence[Node], scope: dict[str, Value]) -> Value | None:
        """Execute ``statements``; return what they return, None where they do not."""
        for index, statement in enumerate(statements):
            if statement.type == "if_statement" and _holds(statement, ("return_statement",)):
                return self._either(statement, statements[index + 1 :], scope)
            if statement.type == "return_statement":
                inner = statement.named_children
                return self.value(inner[0], scope) if inner else Constant(None)
            self._statement(statement, scope)
        return None

    def called(self, function: Function, arguments: Sequence[Value]) -> Value:
        """Return what a function of the script gives for ``arguments``."""
        node: Node = function.node
        scope = dict(function.scope)
        for parameter, argument in zip(_parameters(node), arguments, strict=False):
            scope[_text(parameter)] = argument
        body = node.child_by_field_name("body")
        if body is None:
            raise Untranslatable("script", "a function without a body")
        if body.type != "statement_block":
            return self.value(body, scope)
        return self.block(body.named_children, scope) or Constant(None)

    def for_each(self, repeat: Question, function: Function) -> None:
        """Execute a function of the script for every entry of ``repeat``; it changes variables around it."""
        node: Node = function.node
        parameters = _parameters(node)
        item = {_text(parameters[0]): Row(repeat)} if parameters else {}
        # The scope is the one that the function closes over, so that what it changes is seen outside.
        self._each(repeat, _body(node.child_by_field_name("body")), item, function.scope)  # type: ignore[arg-type]

    def _statement(self, node: Node, scope: dict[str, Value]) -> None:
        kind = node.type
        if kind in _DECLARES:
            self._declare(node, scope)
        elif kind == "expression_statement":
            self.value(node.named_children[0], scope)
        elif kind == "if_statement":
            self._if(node, scope)
        elif kind == "statement_block":
            self.block(node.named_children, scope)
        elif kind in ("for_statement", "for_in_statement"):
            self._for(node, scope)
        elif kind == "switch_statement":
            self._switch(node, scope)
        elif kind == "function_declaration":
            scope[_text(node.child_by_field_name("name"))] = Function(node, scope)
        elif kind not in ("comment", "empty_statement", "break_statement"):
            raise Untranslatable("script", f"the script has a {kind.replace('_', ' ')}")

    def _declare(self, node: Node, scope: dict[str, Value]) -> None:
        for declared in node.named_children:
            target, value = declared.child_by_field_name("name"), declared.child_by_field_name("value")
            if declared.type != "variable_declarator" or target is None or target.type != "identifier":
                raise Untranslatable("script", "a variable is taken apart")
            if value is not None:
                scope[_text(target)] = self.value(value, scope)
            else:
                scope.setdefault(_text(target), Constant(None))

    def _if(self, node: Node, scope: dict[str, Value]) -> None:
        # The condition may assign, as in `if (n = parseInt(…))`; that stays.
        test = truth(self.value(_condition(node), scope))
        ways = [(_known(scope, test), "consequence"), (_known(scope, negate(test)), "alternative")]
        after = []
        for known, branch in ways:
            now = dict(known)
            if (test != FALSE) if branch == "consequence" else (test != TRUE):
                self.block(_body(node.child_by_field_name(branch)), now)
            after.append(now)
        yes, no = after
        for key in {**yes, **no}:
            if yes.get(key) is ways[0][0].get(key) and no.get(key) is ways[1][0].get(key):
                continue
            scope[key] = fork(test, yes.get(key, Constant(None)), no.get(key, Constant(None)))
            if isinstance(scope[key], Fork) and sum(1 for _ in leaves(scope[key])) > MAX_CASES:
                raise Untranslatable("script", "the script has too many cases")

    def _switch(self, node: Node, scope: dict[str, Value]) -> None:
        """Each case runs on into the next until one breaks; so does the one without a value, wherever it stands."""
        value = self.value(_some(node.child_by_field_name("value")).named_children[0], scope)
        cases = [one for one in _some(node.child_by_field_name("body")).named_children if one.type.startswith("switch_")]
        tests = [same(value, self.value(case.named_children[0], scope)) if case.type == "switch_case" else None for case in cases]
        known = [test for test in tests if test is not None]
        after = dict(scope)
        for index in reversed(range(len(cases))):
            before = [test for test in tests[:index] if test is not None]
            test = both(*map(negate, known)) if tests[index] is None else both(tests[index] or TRUE, *map(negate, before))
            now = dict(scope)
            self.block(_until_break(cases[index:]), now)
            after = {key: fork(test, now.get(key, Constant(None)), after.get(key, Constant(None))) for key in {**now, **after}}
        scope.update(after)

    def _either(self, node: Node, rest: Sequence[Node], scope: dict[str, Value]) -> Value:
        test = truth(self.value(_condition(node), scope))
        yes = self.block([*_body(node.child_by_field_name("consequence")), *rest], dict(scope))
        no = self.block([*_body(node.child_by_field_name("alternative")), *rest], dict(scope))
        return fork(test, yes or Constant(None), no or Constant(None))

    def _for(self, node: Node, scope: dict[str, Value]) -> None:
        """A loop over a repeat is looked at for any entry, one over a list of the script is executed for each item."""
        counter, items, by_item = self._loop(node, scope)
        body = _body(node.child_by_field_name("body"))
        if isinstance(items, Question):
            self._each(items, body, {counter: Row(items)}, scope)
        elif items is None:
            raise Untranslatable("loop", "a loop over something that is neither a list nor a repeat")
        else:
            for index, item in enumerate(items):
                scope[counter] = item if by_item else Constant(index)
                self.block(body, scope)

    def _loop(self, node: Node, scope: dict[str, Value]) -> tuple[str, "Question | Sequence[Value] | None", bool]:
        if node.type == "for_in_statement":
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            by_item = any(child.type == "of" for child in node.children)
            return _text(left), self.entries(self.value(_some(right), scope)), by_item
        start, condition = node.child_by_field_name("initializer"), node.child_by_field_name("condition")
        if start is None or condition is None:
            return "", None, False
        self._statement(start, scope)
        inner = condition.named_children[0] if condition.type == "expression_statement" else condition
        left, limit = inner.child_by_field_name("left"), inner.child_by_field_name("right")
        if left is None or limit is None or limit.type != "member_expression":
            return "", None, False
        return _text(left), self.entries(self.value(_some(limit.child_by_field_name("object")), scope)), False

    def _each(self, repeat: Question, body: Sequence[Node], item: Mapping[str, Value], scope: dict[str, Value]) -> None:
        changed = {key for statement in body for key in _assigned(statement)} & scope.keys()
        now = {**scope, **item, **{key: Before(key) for key in changed}}
        self.block(body, now)
        for key in changed:
            scope[key] = _after_all(repeat, key, scope[key], now[key])


def _known(scope: Mapping[str, Value], test: Expression) -> dict[str, Value]:
    """Return the variables where ``test`` holds: what was decided by it before is decided now."""
    return {key: _decided(value, test) for key, value in scope.items()}


def _decided(value: Value, test: Expression) -> Value:
    if not isinstance(value, Fork):
        return value
    if both(test, value.test) == FALSE:
        return _decided(value.no, test)
    return _decided(value.yes, test) if both(test, negate(value.test)) == FALSE else value


def _after_all(repeat: Question, key: str, before: Value, after: Value) -> Value:
    """Return what a variable holds after every entry: what was set by any entry, or the sum of what each added."""
    added: list[tuple[Expression, Number]] = []
    found: dict[Value, list[Expression]] = {}
    for test, value in leaves(after):
        if isinstance(value, Before) and value.variable == key:
            if value.added is not None:
                added.append((test, value.added))
        elif isinstance(value, Constant):
            found.setdefault(value, []).append(test)
        else:
            raise Untranslatable("loop", "a loop keeps more than a sum or whether something was found")
    if (added and found) or len(found) > 1 or len(added) > 1:
        raise Untranslatable("loop", "a loop keeps more than a sum or whether something was found")
    for value, tests in found.items():
        return fork(call("any", name(repeat.id), either(*tests)), value, before)
    for test, value in added:
        return _sum(repeat, test, value, before)
    return before


def _sum(repeat: Question, test: Expression, value: Number, before: Value) -> Value:
    total = sum_of(Row(repeat), value, test)
    start = number(before)
    if isinstance(start, Constant) and start.value in (0, None):
        return total
    if isinstance(start, Constant):
        return Number(Expression("+", (amount(start.value, value.type), total.expression)), value.type)
    raise Untranslatable("loop", "a sum begins with something else than a number")


def _assigned(node: Node) -> set[str]:
    found = set()
    if node.type in ("assignment_expression", "augmented_assignment_expression"):
        left = node.child_by_field_name("left")
        if left is not None and left.type == "identifier":
            found.add(_text(left))
    for child in node.named_children:
        found |= _assigned(child)
    return found


def _holds(node: Node, kinds: tuple[str, ...]) -> bool:
    return node.type in kinds or any(_holds(child, kinds) for child in node.named_children if "function" not in child.type)


def _condition(node: Node) -> Node:
    return _some(node.child_by_field_name("condition")).named_children[0]


def _until_break(cases: Sequence[Node]) -> list[Node]:
    found: list[Node] = []
    for case in cases:
        for statement in case.named_children[1 if case.type == "switch_case" else 0 :]:
            inner = statement.named_children if statement.type == "statement_block" else (statement,)
            for one in inner:
                if one.type == "break_statement":
                    return found
                found.append(one)
    return found


def _body(node: Node | None) -> Sequence[Node]:
    if node is None:
        return ()
    if node.type == "else_clause":
        return _body(node.named_children[0])
    return node.named_children if node.type == "statement_block" else (node,)


def _parameters(node: Node) -> Sequence[Node]:
    several = node.child_by_field_name("parameters")
    single = node.child_by_field_name("parameter")
    return several.named_children if several is not None else (single,) if single is not None else ()


def _some(node: Node | None) -> Node:
    if node is None:
        raise Untranslatable("broken in the source", "the script does not parse")
    return node


def _text(node: Node | None) -> str:
    return (_some(node).text or b"").decode()
