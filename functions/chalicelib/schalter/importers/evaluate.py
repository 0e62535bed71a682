"""The expressions of a script, as values that stand for every possible answer. Calls: `library`; statements: `javascript`."""

from collections.abc import Callable, Sequence
from typing import Any

from tree_sitter import Node

from . import dates, library
from .comparison import ordered, same
from .expression import FALSE, TRUE, Expression, both, either, negate
from .values import (
    Answer,
    Condition,
    Constant,
    Fails,
    Fork,
    Function,
    Items,
    Known,
    Piece,
    Place,
    Question,
    Row,
    Untranslatable,
    Value,
    fork,
    spread,
    truth,
)

#: Returns what stands at a way of names from `data` or, with a repeat, from an entry of it.
Resolve = Callable[[Place], Value]

_KNOWN = {"Math", "Array", "Object", "_", "moment", "parseInt", "parseFloat", "Number", "String", "Boolean", "isNaN", "Date",
          "utils", "console", "util", "FormioUtils", "JSON", "RegExp"}  # fmt: skip
#: What the other program and the browser give to scripts.
_AROUND = {"instance", "component", "window", "document", "navigator", "localStorage", "sessionStorage", "location", "user",
           "token", "options", "rowIndex", "rowIndexPath", "form_name", "self"}  # fmt: skip


class Evaluator:
    """Evaluates expressions; `called` and `for_each` execute functions of the script."""

    def __init__(self, resolve: Resolve) -> None:
        self.resolve = resolve

    def called(self, function: Function, arguments: Sequence[Value]) -> Value:
        """Return what a function of the script gives."""
        raise NotImplementedError

    def for_each(self, repeat: Question, function: Function) -> None:
        """Execute a function of the script for every entry of a repeat."""
        raise NotImplementedError

    def value(self, node: Node, scope: dict[str, Value]) -> Value:
        """Return the value of an expression.

        Raises:
            Untranslatable: it is something that our rules cannot say.
        """
        method = getattr(self, f"_{node.type}", None)
        if method is None:
            raise Untranslatable("script", f"the script has a {node.type.replace('_', ' ')}")
        result: Value = method(node, scope)
        return result

    def entries(self, value: Value) -> "Question | Sequence[Value] | None":
        """Return the repeat or the items that a loop goes over."""
        if isinstance(value, Answer) and value.question.kind == "repeat":
            return value.question
        if isinstance(value, Items):
            return value.items
        if isinstance(value, Fork):
            # `data.list || []`
            return self.entries(value.yes) or self.entries(value.no)
        return None

    def _string(self, node: Node, _: dict[str, Value]) -> Value:
        return Constant(_unquoted(_text(node)))

    def _template_string(self, node: Node, _: dict[str, Value]) -> Value:
        if any(child.type == "template_substitution" for child in node.named_children):
            raise Untranslatable("script", "a text is put together")
        return Constant(_text(node)[1:-1])

    def _number(self, node: Node, _: dict[str, Value]) -> Value:
        found = float(_text(node))
        return Constant(int(found) if found == int(found) else found)

    def _true(self, _: Node, __: dict[str, Value]) -> Value:
        return Constant(True)

    def _false(self, _: Node, __: dict[str, Value]) -> Value:
        return Constant(False)

    def _null(self, _: Node, __: dict[str, Value]) -> Value:
        return Constant(None)

    _undefined = _null

    def _regex(self, node: Node, _: dict[str, Value]) -> Value:
        return Known(_text(node))

    def _identifier(self, node: Node, scope: dict[str, Value]) -> Value:
        word = _text(node)
        if word in scope:
            return scope[word]
        if word in _KNOWN:
            return Known(word)
        if word in _AROUND:
            raise Untranslatable("environment: the program", f"the script asks {word!r}, which is no answer")
        return Constant(None) if word == "undefined" else Fails(f"the script names {word!r}, which nobody defined")

    def _parenthesized_expression(self, node: Node, scope: dict[str, Value]) -> Value:
        return self.value(node.named_children[0], scope)

    def _array(self, node: Node, scope: dict[str, Value]) -> Value:
        return Items(tuple(self.value(child, scope) for child in node.named_children if child.type != "comment"))

    def _function_expression(self, node: Node, scope: dict[str, Value]) -> Value:
        return Function(node, scope)

    _arrow_function = _function_expression

    def _ternary_expression(self, node: Node, scope: dict[str, Value]) -> Value:
        test = truth(self.value(_part(node, "condition"), scope))
        # What would fail on the way that is not taken does not fail.
        yes = self.value(_part(node, "consequence"), scope) if test != FALSE else Constant(None)
        no = self.value(_part(node, "alternative"), scope) if test != TRUE else Constant(None)
        return fork(test, yes, no)

    def _unary_expression(self, node: Node, scope: dict[str, Value]) -> Value:
        sign = _text(node.child_by_field_name("operator"))
        value = self.value(_part(node, "argument"), scope)
        if sign == "!":
            return spread(value, lambda one: one if isinstance(one, Fails) else Condition(negate(truth(one))))
        if sign == "typeof":
            undefined = isinstance(value, Constant) and value.value is None
            return Constant("undefined" if undefined else "object" if isinstance(value, Place | Row) else "string")
        if sign in ("-", "+"):
            return library.arithmetic("-" if sign == "-" else "+", Constant(0), value)
        raise Untranslatable("script", f"the script has the operator {sign!r}")

    def _binary_expression(self, node: Node, scope: dict[str, Value]) -> Value:
        sign = _text(node.child_by_field_name("operator"))
        left = self.value(_part(node, "left"), scope)
        if sign in ("&&", "||", "??"):
            return self._logic(sign, left, node, scope)
        right = self.value(_part(node, "right"), scope)
        for side in (left, right):
            if isinstance(side, Fails):
                return side
        if sign in ("==", "==="):
            return Condition(same(left, right))
        if sign in ("!=", "!=="):
            return Condition(negate(same(left, right)))
        if sign in ("<", "<=", ">", ">="):
            return Condition(_with_nothing(sign, left, right))
        if sign in ("+", "-", "*", "/", "%"):
            return library.arithmetic(sign, left, right)
        raise Untranslatable("script", f"the script has the operator {sign!r}")

    def _logic(self, sign: str, left: Value, node: Node, scope: dict[str, Value]) -> Value:
        if isinstance(left, Fails):
            return left
        test = truth(left)
        right_node = _part(node, "right")
        if sign == "&&":
            return left if test == FALSE else self._and(test, left, self.value(right_node, scope))
        return left if test == TRUE else fork(test, left, self.value(right_node, scope))

    def _and(self, test: Expression, left: Value, right: Value) -> Value:
        if test == TRUE:
            return right
        if isinstance(right, Condition) or (isinstance(right, Constant) and isinstance(right.value, bool)):
            return Condition(both(test, truth(right)))
        # What is false on the left is false whatever it is.
        return fork(test, right, left if isinstance(left, Constant) else Constant(False))

    def _assignment_expression(self, node: Node, scope: dict[str, Value]) -> Value:
        target = _part(node, "left")
        if target.type != "identifier":
            raise Untranslatable("script", "the script changes other answers")
        value = self.value(_part(node, "right"), scope)
        scope[_text(target)] = value
        return value

    def _augmented_assignment_expression(self, node: Node, scope: dict[str, Value]) -> Value:
        target = _part(node, "left")
        if target.type != "identifier" or _text(target) not in scope:
            raise Untranslatable("script", "the script changes other answers")
        sign = _text(node.child_by_field_name("operator"))[:-1]
        value = library.arithmetic(sign, scope[_text(target)], self.value(_part(node, "right"), scope))
        scope[_text(target)] = value
        return value

    def _update_expression(self, node: Node, scope: dict[str, Value]) -> Value:
        target = _text(_part(node, "argument"))
        if target in scope:
            scope[target] = library.arithmetic("+", scope[target], Constant(1))
        return Constant(None)

    def _member_expression(self, node: Node, scope: dict[str, Value]) -> Value:
        return self.member(self.value(_part(node, "object"), scope), _text(_part(node, "property")))

    def _subscript_expression(self, node: Node, scope: dict[str, Value]) -> Value:
        owner, index = self.value(_part(node, "object"), scope), self.value(_part(node, "index"), scope)
        if isinstance(index, Row):
            return index
        if isinstance(index, Constant):
            found = index.value
            if isinstance(owner, Items) and isinstance(found, int):
                return owner.items[found] if 0 <= found < len(owner.items) else Constant(None)
            return self.member(owner, str(found))
        raise Untranslatable("script", "an entry is picked by a value that is not known")

    def member(self, owner: Value, key: str) -> Value:
        """Return what ``owner`` has under ``key``."""
        if isinstance(owner, Fork):
            return spread(owner, lambda one: self.member(one, key))
        if isinstance(owner, Place):
            return self.resolve(Place((*owner.path, key), owner.repeat))
        if isinstance(owner, Row):
            return self.resolve(Place((key,), owner.repeat))
        if isinstance(owner, Known):
            return Known(f"{owner.name}.{key}")
        if isinstance(owner, Piece) and key.isdigit():
            return Piece(owner.question, int(key))
        if isinstance(owner, Answer):
            return self._of_answer(owner, key)
        if isinstance(owner, Items) and key == "length":
            return Constant(len(owner.items))
        if isinstance(owner, Constant):
            return Fails(f"the script asks nothing for its {key!r}") if owner.value is None else Constant(None)
        if isinstance(owner, Fails):
            return owner
        raise Untranslatable("script", f"the script asks for {key!r} of something unusual")

    def _of_answer(self, owner: Answer, key: str) -> Value:
        question = owner.question
        if key == "length":
            return Answer(question, length=True)
        if question.kind == "choices":
            chosen = question.values.get(key)
            return Constant(None) if chosen is None else Condition(Expression("in", (_text_literal(chosen), _name(question))))
        if question.kind == "choice" and key in ("value", "label"):
            return owner
        if question.kind == "repeat" and key == "0":
            raise Untranslatable("repeat", f"the first entry of {question.key} is asked for by itself")
        return Constant(None)

    def _call_expression(self, node: Node, scope: dict[str, Value]) -> Value:
        function = _part(node, "function")
        arguments = [self.value(child, scope) for child in _part(node, "arguments").named_children if child.type != "comment"]
        for argument in arguments:
            if isinstance(argument, Fails):
                return argument
        if function.type == "member_expression":
            owner = self.value(_part(function, "object"), scope)
            method = _text(_part(function, "property"))
            if isinstance(owner, Fails):
                return owner
            if method == "setDate" or method.startswith(("setHours", "setMinutes", "setSeconds", "setFullYear", "setMonth")):
                return self._set(_part(function, "object"), method, owner, arguments, scope)
            if isinstance(owner, Known):
                return library.of_name(self, f"{owner.name}.{method}", arguments)
            return library.of_value(self, owner, method, arguments)
        called = self.value(function, scope)
        if isinstance(called, Function):
            return self.called(called, arguments)
        if isinstance(called, Known):
            return library.of_name(self, called.name, arguments)
        return called if isinstance(called, Fails) else Fails("the script calls what is no function")

    def _set(self, target: Node, method: str, owner: Value, arguments: Sequence[Value], scope: dict[str, Value]) -> Value:
        value = dates.moved(owner, method, arguments[0] if arguments else Constant(None))
        if target.type == "identifier":
            scope[_text(target)] = value
        return value

    def _new_expression(self, node: Node, scope: dict[str, Value]) -> Value:
        inner = node.child_by_field_name("arguments")
        arguments = [self.value(child, scope) for child in inner.named_children] if inner is not None else []
        if _text(_part(node, "constructor")) != "Date":
            raise Untranslatable("environment: the browser", f"the script makes a new {_text(_part(node, 'constructor'))}")
        return dates.date(arguments)


def _with_nothing(sign: str, left: Value, right: Value) -> Expression:
    """An unanswered question is 0 to `<` in JavaScript; in our rules no comparison holds for it."""
    found = ordered(sign, left, right)
    for value, other, op in ((left, right, sign), (right, left, {"<": ">", "<=": ">=", ">": "<", ">=": "<="}[sign])):
        if isinstance(value, Answer) and not value.length and isinstance(other, Constant) and isinstance(other.value, int | float):
            zero = {"<": other.value > 0, "<=": other.value >= 0, ">": other.value < 0, ">=": other.value <= 0}[op]
            if zero and value.question.kind not in ("date", "time"):
                return either(negate(truth(value)), found)
    return found


def _name(question: Question) -> Expression:
    return Expression("name", value=question.id)


def _text_literal(value: Any) -> Expression:
    return Expression("lit", value=str(value))


def _part(node: Node, field: str) -> Node:
    found = node.child_by_field_name(field)
    if found is None:
        raise Untranslatable("broken in the source", "the script does not parse")
    return found


def _text(node: Node | None) -> str:
    return (node.text or b"").decode() if node is not None else ""


def _unquoted(text: str) -> str:
    return text[1:-1].replace("\\'", "'").replace('\\"', '"').replace("\\n", "\n").replace("\\\\", "\\")
