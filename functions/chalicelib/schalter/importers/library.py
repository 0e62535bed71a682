"""What scripts of forms call: dates, numbers, lists, and the helpers of lodash. Everything else is not translated."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..forms.patterns import search_problem
from .comparison import number, same
from .dates import as_day, compared, of_span, shifted, with_day
from .expression import FALSE, NULL, TRUE, Expression, both, call, compare, either, literal, name, names, negate
from .values import (
    TODAY,
    Answer,
    Before,
    Clock,
    Condition,
    Constant,
    Day,
    Fails,
    Fork,
    Function,
    Items,
    Joined,
    Known,
    Number,
    Piece,
    Row,
    Span,
    Untranslatable,
    Value,
    amount,
    answered,
    fork,
    leaves,
    spread,
    truth,
)

if TYPE_CHECKING:
    from .evaluate import Evaluator

#: What gives a number, a text or a date in another dress; our rules know the value itself.
_SAME_VALUE = {"String", "toString", "toFixed", "toPrecision", "valueOf", "getTime", "trim", "toDate", "startOf", "round",
               "format", "unix", "normalize"}  # fmt: skip
_TEXT_KINDS = ("text", "long_text", "choice", "email")
_MEMBERS = {"some", "every", "includes", "indexOf", "find", "filter", "forEach", "map", "join", "findIndex", "reduce"}


def arithmetic(sign: str, left: Value, right: Value) -> Value:
    """Return `left sign right` for numbers, days and pieces of dates."""
    for value in (left, right):
        if isinstance(value, Fork):
            if value is right:
                return spread(value, lambda one: arithmetic(sign, left, one))
            return spread(value, lambda one: arithmetic(sign, one, right))
        if isinstance(value, Fails):
            return value
    if isinstance(right, Before) and sign == "+":
        left, right = right, left
    if isinstance(left, Before):
        if sign != "+":
            raise Untranslatable("loop", "a loop does more than add")
        return Before(left.variable, _as_number(right))
    if isinstance(left, Piece) or isinstance(right, Piece):
        # `parts[1] - 1` and `parts[2] + '-' + parts[1]`: on the way to a date.
        piece = left if isinstance(left, Piece) else right
        return Piece(piece.question) if isinstance(piece, Piece) and piece.index is None else piece
    if isinstance(left, Day) or isinstance(right, Day):
        return with_day(sign, left, right)
    if isinstance(left, Span) and isinstance(right, Constant):
        return of_span(sign, left, right.value)
    if isinstance(left, Constant) and isinstance(right, Constant):
        return _constants(sign, left.value, right.value)
    if (
        isinstance(left, Answer)
        and isinstance(right, Answer)
        and sign == "-"
        and left.question.kind == right.question.kind == "date"
    ):
        return Span(Day(name(left.question.id)), Day(name(right.question.id)))
    if sign == "+" and Constant("") in (left, right) and isinstance(other := right if left == Constant("") else left, Answer):
        return other  # only another dress
    if sign == "+" and any(isinstance(v, Joined) or (isinstance(v, Constant) and isinstance(v.value, str)) for v in (left, right)):
        return Joined(_joined(_as_text(left), _as_text(right)))
    return _numbers(sign, number(left), number(right))


def _as_number(value: Value) -> Number:
    found = number(value)
    if isinstance(found, Constant) and isinstance(found.value, int | float):
        return Number(amount(found.value, "int"), "int")
    if not isinstance(found, Number):
        raise Untranslatable("loop", "a loop adds what is no number")
    return found


def _as_text(value: Value) -> Expression:
    """Return what ``value`` is within a text; what is not answered is nothing there."""
    if isinstance(value, Joined):
        return value.expression
    if isinstance(value, Constant):
        return literal("" if value.value is None else str(value.value))
    if isinstance(value, Answer) and value.question.kind in _TEXT_KINDS and not value.length:
        own = name(value.question.id)
        return Expression("?:", (compare("!=", own, NULL), own, literal("")))
    raise Untranslatable("text", "a text is put together of what is no text")


def _joined(left: Expression, right: Expression) -> Expression:
    nothing = literal("")
    return right if left == nothing else left if right == nothing else Expression("+", (left, right))


def _constants(sign: str, left: Any, right: Any) -> Value:
    if sign == "+" and (isinstance(left, str) or isinstance(right, str)):
        return Constant(f"{left}{right}")
    if not isinstance(left, int | float) or not isinstance(right, int | float):
        return Constant(None)
    if sign in ("/", "%"):
        return Constant(None if right == 0 else left / right if sign == "/" else left % right)
    return Constant({"+": left + right, "-": left - right, "*": left * right}[sign])


def _numbers(sign: str, left: Value, right: Value) -> Value:
    if isinstance(left, Fork) or isinstance(right, Fork):
        return arithmetic(sign, left, right)
    types = [value.type for value in (left, right) if isinstance(value, Number)]
    if not types or (len(set(types)) > 1 and "money" in types and sign in ("+", "-")):
        raise Untranslatable("number", "a sum of numbers and amounts of money")
    type_ = "money" if "money" in types else "number" if "number" in types else "int"
    if sign in ("/", "%") and not isinstance(right, Constant):
        raise Untranslatable("number", "a division by an answer")
    if type_ == "int" and sign == "/":
        raise Untranslatable("number", "a division with a rest")
    if type_ != "int" and sign == "%":
        raise Untranslatable("number", "the rest of a division of numbers that may have decimals")
    parts = []
    for value in (left, right):
        if isinstance(value, Number):
            parts.append(value.expression)
        elif isinstance(value, Constant) and isinstance(value.value, int | float):
            parts.append(amount(value.value, "int" if type_ == "money" and sign in ("*", "/") else type_))
        else:
            raise Untranslatable("number", "a sum with something that is no number")
    if sign == "-" and parts[0] == amount(0, type_):
        return Number(Expression("neg", (parts[1],)), type_)
    if sign == "+" and parts[0] == amount(0, type_):
        return Number(parts[1], type_)
    return Number(Expression(sign, tuple(parts)), type_)


def of_name(evaluator: "Evaluator", function: str, arguments: Sequence[Value]) -> Value:
    """Return what a function of the language or of a library gives."""
    first = arguments[0] if arguments else Constant(None)
    short = function.rpartition(".")[2]
    if function in ("parseInt", "parseFloat", "Number"):
        return _parsed(function, first)
    if function in ("String", "Math.round", "Math.floor", "Math.ceil", "Math.trunc") or function == "moment":
        return _dressed(function, arguments)
    if function == "Boolean":
        return Condition(truth(first))
    if function == "Math.abs":
        return _absolute(first)
    if function == "isNaN":
        return spread(first, lambda one: Condition(negate(truth_of_number(one))))
    if function == "Array.isArray":
        return spread(first, lambda one: Constant(evaluator.entries(one) is not None))
    if function in ("Object.values", "Object.keys", "Object.entries"):
        return first
    if function.startswith("_.") or function.startswith(("utils.", "util.")):
        return _lodash(evaluator, short, arguments)
    if function.startswith("console."):
        return Constant(None)
    if function.startswith("/") and short == "test":
        return _matches(function.removesuffix(".test"), first)
    raise Untranslatable("script", f"the script calls {function}")


def _parsed(function: str, value: Value) -> Value:
    if isinstance(value, Piece):
        return value
    found = number(value)
    if function == "parseInt" and isinstance(found, Number):
        return Number(found.expression, found.type, whole=True)
    return found


def _dressed(function: str, arguments: Sequence[Value]) -> Value:
    if function == "moment" and not arguments:
        return Day(TODAY)
    first = arguments[0]
    if isinstance(first, Answer) and first.question.kind == "time":
        return Clock(name(first.question.id))
    if function.startswith("Math.") and isinstance(number(first), Number):
        return Number(call(function[5:].replace("trunc", "floor"), number(first).expression), "int")  # type: ignore[attr-defined]
    return as_day(first)


def truth_of_number(value: Value) -> Expression:
    """Return when ``value`` is a number at all."""
    if isinstance(value, Answer):
        return answered(value)
    return TRUE if isinstance(value, Number | Span) or (isinstance(value, Constant) and value.value is not None) else FALSE


def _absolute(value: Value) -> Value:
    if isinstance(value, Span):
        return Span(value.later, value.earlier, True, value.unit)
    return spread(value, lambda one: Constant(abs(one.value)) if isinstance(one, Constant) else _not(one))


def _not(_: Value) -> Value:
    raise Untranslatable("number", "a number without its sign")


def _matches(pattern: str, value: Value) -> Value:
    if isinstance(value, Answer) and value.question.kind == "email" and "@" in pattern:
        return Condition(answered(value))
    ours = pattern.strip("/") if pattern.endswith("/") else ""
    if not isinstance(value, Answer) or value.question.kind not in ("text", "long_text", "email", "choice"):
        raise Untranslatable("pattern", "a condition on the form of something that is no text")
    if not ours or (wrong := search_problem(ours)) is not None:
        raise Untranslatable("pattern", f"the pattern {pattern}: {wrong if ours else 'it has flags'}")
    return Condition(Expression("method", (name(value.question.id), Expression("lit", value=ours)), "matches"))


def _lodash(evaluator: "Evaluator", function: str, arguments: Sequence[Value]) -> Value:
    first = arguments[0] if arguments else Constant(None)
    if function in ("isEmpty", "isNil", "isUndefined", "isNull"):
        return spread(first, lambda one: Condition(negate(_filled(evaluator, one))))
    if function in ("get", "has", "getValue") and len(arguments) > 1 and isinstance(arguments[1], Constant):
        found = first
        for key in str(arguments[1].value).split("."):
            found = evaluator.member(found, key)
        return Condition(truth(found)) if function == "has" else found
    if function in ("toNumber", "parseInt"):
        return number(first)
    if function in ("toString", "trim"):
        return first
    if function == "size":
        return evaluator.member(first, "length")
    if function in ("sumBy", "sum") and isinstance(arguments[-1], Constant | Function):
        return _sum_by(evaluator, first, arguments[-1])
    if function in _MEMBERS:
        return of_value(evaluator, first, function, arguments[1:])
    raise Untranslatable("script", f"the script calls _.{function}")


def _filled(evaluator: "Evaluator", value: Value) -> Expression:
    if isinstance(value, Answer):
        return call_not_null(value)
    if isinstance(value, Items):
        return TRUE if value.items else FALSE
    return truth(value)


def call_not_null(value: Answer) -> Expression:
    """Return that a question is answered, a tick that it is set."""
    if value.question.kind == "declaration":
        return answered(value)
    return Expression("!=", (name(value.question.id), Expression("lit", value=None)))


def _sum_by(evaluator: "Evaluator", items: Value, by: Value) -> Value:
    repeat = evaluator.entries(items)
    if repeat is None or isinstance(repeat, Sequence):
        raise Untranslatable("loop", "a sum over something that is no repeat")
    row = Row(repeat)
    value = evaluator.called(by, [row]) if isinstance(by, Function) else evaluator.member(row, str(getattr(by, "value", "")))
    return sum_of(row, _as_number(value))


def sum_of(row: Row, value: Number, test: Expression = TRUE) -> Number:
    """Return the sum of ``value`` over the entries of a repeat where ``test`` holds; what is not answered adds nothing."""
    needed = both(test, *(compare("!=", name(one), NULL) for one in dict.fromkeys(names(value.expression))))
    body = value.expression if needed == TRUE else Expression("?:", (needed, value.expression, amount(0, value.type)))
    return Number(call("sum", name(row.repeat.id), body), value.type)


def of_value(evaluator: "Evaluator", owner: Value, method: str, arguments: Sequence[Value]) -> Value:
    """Return what a method of ``owner`` gives."""
    first = arguments[0] if arguments else Constant(None)
    if isinstance(owner, Fork):
        return spread(owner, lambda one: of_value(evaluator, one, method, arguments))
    if isinstance(owner, Before):
        raise Untranslatable("loop", "the loop asks what an earlier round left")
    if isinstance(owner, Day) and method in ("getDate", "add", "subtract"):
        return shifted(owner, method, arguments)
    if isinstance(owner, Span) and method == "getFullYear":
        return owner
    if isinstance(owner, Day) and method in ("diff", "isBefore", "isAfter", "isSame", "isSameOrBefore", "isSameOrAfter"):
        return compared(owner, method, arguments)
    if method in _SAME_VALUE or (method == "replace" and isinstance(owner, Answer | Number | Constant)):
        return owner
    if method == "split" and isinstance(owner, Answer):
        return Piece(owner.question)
    if method == "hasOwnProperty":
        found = evaluator.member(owner, str(getattr(first, "value", "")))
        return Constant(not (isinstance(found, Constant) and found.value is None))
    if (
        isinstance(owner, Answer)
        and owner.question.kind in ("text", "choice", "email")
        and method in ("startsWith", "endsWith", "includes")
    ):
        return _of_text(owner, method, first)
    if method == "match" and isinstance(first, Known):
        return _matches(first.name, owner)
    if method in _MEMBERS:
        return _of_list(evaluator, owner, method, arguments)
    raise Untranslatable("script", f"the script calls .{method}()")


def _of_text(owner: Answer, method: str, part: Value) -> Value:
    if not isinstance(part, Constant) or not isinstance(part.value, str):
        raise Untranslatable("script", "a text is looked for that is not known")
    ours = {"includes": "contains"}.get(method, method)
    return Condition(Expression("method", (name(owner.question.id), Expression("lit", value=part.value)), ours))


def _of_list(evaluator: "Evaluator", owner: Value, method: str, arguments: Sequence[Value]) -> Value:
    """`some`, `every`, `includes` … of a list of the script, of a repeat, or of several chosen options."""
    first = arguments[0] if arguments else Constant(None)
    if isinstance(owner, Answer) and owner.question.kind == "choices":
        return _of_choices(owner, method, first)
    items = evaluator.entries(owner)
    if items is None:
        raise Untranslatable("script", f"the script calls .{method}() of something that is no list")
    if method in ("includes", "indexOf") and isinstance(items, Sequence):
        found = either(*(same(item, first) for item in items))
        return Condition(found) if method == "includes" else fork(found, Constant(0), Constant(-1))
    if not isinstance(first, Function):
        raise Untranslatable("script", f"the script calls .{method}() in an unusual way")
    if method == "forEach":
        if isinstance(items, Sequence):
            for item in items:
                evaluator.called(first, [item])
        else:
            evaluator.for_each(items, first)
        return Constant(None)
    if method == "reduce":
        return _reduced(evaluator, items, first, arguments[1] if len(arguments) > 1 else Constant(0))
    return _tested(evaluator, items, method, first)


def _reduced(evaluator: "Evaluator", items: Any, function: Function, start: Value) -> Value:
    """Return the sum that a function adds up over items or over the entries of a repeat."""
    if isinstance(items, Sequence):
        for item in items:
            start = evaluator.called(function, [start, item])
        return start
    if not isinstance(start, Constant) or start.value not in (0, None):
        raise Untranslatable("loop", "a sum begins with something else than nothing")
    added = []
    for test, value in leaves(evaluator.called(function, [Before("sum"), Row(items)])):
        if not isinstance(value, Before):
            raise Untranslatable("loop", "a loop does more than add")
        if value.added is not None and value.added.expression != amount(0, value.added.type):
            added.append((test, value.added))
    if len(added) != 1:
        raise Untranslatable("loop", "a loop adds several things")
    return sum_of(Row(items), added[0][1], added[0][0])


def _tested(evaluator: "Evaluator", items: Any, method: str, function: Function) -> Value:
    if method not in ("some", "every", "find", "filter"):
        raise Untranslatable("loop", f"the script calls .{method}()")
    if isinstance(items, Sequence):
        tests = [truth(evaluator.called(function, [item])) for item in items]
        return Condition(both(*tests) if method == "every" else either(*tests))
    test = truth(evaluator.called(function, [Row(items)]))
    if method == "filter":
        return Number(call("count", name(items.id), test), "int")
    return Condition(call("all" if method == "every" else "any", name(items.id), test))


def _of_choices(owner: Answer, method: str, first: Value) -> Value:
    question = owner.question
    chosen = Expression("!=", (name(question.id), Expression("lit", value=None)))
    if method in ("some", "find", "filter") and isinstance(first, Function):
        # Object.values(group).some(v => v)
        return Condition(chosen)
    if isinstance(first, Constant) and method in ("includes", "indexOf"):
        if first.value is True:
            found = chosen
        else:
            ours = question.values.get(str(first.value))
            found = FALSE if ours is None else Expression("in", (Expression("lit", value=ours), name(question.id)))
        return Condition(found) if method == "includes" else fork(found, Constant(0), Constant(-1))
    raise Untranslatable("script", f"the script calls .{method}() of several options")
