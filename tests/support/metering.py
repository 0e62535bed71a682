"""Counts what AWS would charge for, from the calls as they go out and as they are answered; no provider's meter is asked.

DynamoDB's units follow its developer guide ("Read and write operations"): a written item costs a unit for each KB begun, twice that
in a transaction, and its share in every index that it stands in; a read one for each 4 KB begun, half where it may be a moment old.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from time import perf_counter
from typing import Any

import boto3

_Item = Mapping[str, Mapping[str, Any]]
#: Index: the attributes that an item must have to stand in it.
_INDEXES = {"due": ("shard", "due_at"), "listed": ("list", "place")}
_WRITES = frozenset({"PutObject", "CopyObject", "DeleteObject", "DeleteObjects", "ListObjectsV2", "ListObjectVersions"})
#: Writes outside a transaction, by what they are in one.
_ALONE = {"PutItem": "Put", "UpdateItem": "Update", "DeleteItem": "Delete"}
#: Requests that Lambda makes at the queue for a message that it hands over: it receives and deletes.
_OF_A_MESSAGE = 2


def size_of(item: _Item) -> int:
    """Return the bytes of an item as DynamoDB counts them: names and values, texts as UTF-8, numbers by two digits a byte."""
    return sum(len(name.encode()) + _value_size(kind, value) for name, part in item.items() for kind, value in part.items())


def _value_size(kind: str, value: Any) -> int:
    if kind == "N":
        return (len(str(value).strip("-")) + 1) // 2 + 1
    if kind == "B":
        return len(value) if isinstance(value, bytes) else len(value) * 3 // 4
    if kind == "M":
        return 3 + sum(1 + len(name.encode()) + _value_size(*next(iter(part.items()))) for name, part in value.items())
    if kind == "L":
        return 3 + sum(1 + _value_size(*next(iter(part.items()))) for part in value)
    return len(str(value).encode()) if kind == "S" else 1


def write_units(before: _Item | None, after: _Item | None, *, alone: bool = False) -> int:
    """Return what it costs to write one item, in a transaction or ``alone``; None where there is none."""
    largest = max(_begun(each, 1024) for each in (before, after))
    units = (1 if alone else 2) * max(1, largest)
    for keys in _INDEXES.values():
        old, new = (tuple(str(each[key]) for key in keys) if each and keys[0] in each else None for each in (before, after))
        places = (0 if old is None and new is None else 1) if old == new or None in (old, new) else 2
        units += places * max(1, largest)
    return units


def _begun(item: _Item | None, step: int) -> int:
    return -(-size_of(item) // step) if item else 0


class Meter:
    """Counts what functions ask of AWS while they run. ``used`` is by the names of `infra/prices.yml`."""

    def __init__(self) -> None:
        self.used: Counter[str] = Counter()
        #: Every operation: service and name.
        self.calls: Counter[str] = Counter()
        self.seconds: Counter[str] = Counter()
        self._items: dict[str, _Item] = {}
        self._running = False

    def listen(self) -> None:
        """Hear of every call of clients that are made from now on."""
        if boto3.DEFAULT_SESSION is None:
            raise RuntimeError("there is no session to listen to")
        boto3.DEFAULT_SESSION.events.register("before-call", self._sent)
        boto3.DEFAULT_SESSION.events.register("after-call", self._answered)

    @contextmanager
    def function(self, name: str, *, memory_mb: int) -> Iterator[None]:
        """Count a run of a function of this size."""
        began, self._running = perf_counter(), True
        try:
            yield
        finally:
            self._running = False
            seconds = perf_counter() - began
            self.seconds[name] += seconds  # type: ignore[assignment]
            self.used["lambda_request"] += 1
            self.used["lambda_gb_second"] += seconds * memory_mb / 1024  # type: ignore[assignment]

    def _sent(self, model: Any, params: Mapping[str, Any], **_: Any) -> None:
        service, name = model.service_model.service_name, model.name
        if not self._running:
            return
        self.calls[f"{service} {name}"] += 1
        if name == "TransactWriteItems":
            for step in json.loads(params["body"])["TransactItems"]:
                ((kind, what),) = step.items()
                self._write(kind, what)
        elif service == "dynamodb" and name in _ALONE:
            self._write(_ALONE[name], json.loads(params["body"]), alone=True)
        elif service == "s3":
            self.used["s3_write" if name in _WRITES else "s3_read"] += 1
        elif service == "sqs":
            self.used["sqs_request"] += 1 + (_OF_A_MESSAGE if name == "SendMessage" else 0)
        elif (service, name) == ("kms", "Sign"):
            self.used["kms_signature"] += 1
        elif service == "sesv2":
            self.used["ses_mail"] += 1

    def _answered(self, parsed: Mapping[str, Any], model: Any, **_: Any) -> None:
        if not self._running:
            return
        if model.name == "GetItem":
            self.used["dynamodb_read_unit"] += max(1, _begun(parsed.get("Item"), 4096))
        elif model.name == "Query":
            size = sum(map(size_of, parsed.get("Items", ())))
            self.used["dynamodb_read_unit"] += max(1, -(-size // 4096)) / 2  # type: ignore[assignment]

    def _write(self, kind: str, what: Mapping[str, Any], *, alone: bool = False) -> None:
        item = what.get("Item")
        key = json.dumps([(item or what["Key"])[name] for name in ("pk", "sk")], sort_keys=True)
        before = self._items.get(key)
        # A condition is as large as what it is about; an update of ours moves an effect to another time.
        moved = {**(before or {}), "due_at": {"S": str(self.calls)}}
        after = {"Put": item, "Delete": None, "ConditionCheck": before, "Update": moved}[kind]
        self.used["dynamodb_write_unit"] += write_units(before, after, alone=alone)
        if after is None:
            self._items.pop(key, None)
        else:
            self._items[key] = after
