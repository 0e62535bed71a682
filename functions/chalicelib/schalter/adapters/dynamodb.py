"""The case store in AWS: one DynamoDB table, one transaction a commit.

Key attributes `pk` and `sk` (strings). A record is ``<kind>#<id>``/`record` with `version` and its JSON in `body`; one that stands
on a list has `list` and `place`, over which lies the index `listed`. An effect is ``effect#<id>``/`effect`. Effects alone have
`shard` and `due_at`, so the index `due` over these two holds them and nothing else.
One shard is enough: an index partition takes 1,000 writes a second, and a town has a handful.
"""

import math
import random
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from json import loads
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from ..cases.store import Record
from ..clock import from_iso, to_iso
from ..errors import ProviderError, StaleRecord
from ..outbox import Effect
from . import aws_faults
from .commits import can_be_an_id, check_commit

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

DUE_INDEX = "due"
LISTED_INDEX = "listed"
SHARD = "effects"
#: A conflict lasts as long as the other transaction, some 20 ms; five tries wait up to 1.5 s together.
TRIES = 5
FIRST_PAUSE_SECONDS = 0.05

#: What a cancelled transaction says where nothing is wrong but the moment
#: (docs.aws.amazon.com, TransactWriteItems, "Cancellation Reason Codes").
_PASSING = {"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"}
_CHANGED = "ConditionalCheckFailedException"
_CONFLICT = "TransactionConflictException"
_AS_READ = {
    "ConditionExpression": "#due_at = :read_due_at AND #attempts = :read_attempts",
    "ExpressionAttributeNames": {"#due_at": "due_at", "#attempts": "attempts"},
}


class _Busy(Exception):  # a moment, not a fault
    """Somebody else is writing the same item; worth another try."""


class DynamoStore:
    """The store port over one table. Safe to share between threads, as its client is."""

    def __init__(self, table: str, client: "DynamoDBClient") -> None:
        self._table = table
        self._client = client

    def get(self, kind: str, id: str) -> Record | None:
        """Return the record as last written, or None."""
        if not can_be_an_id(id):
            return None
        with aws_faults.named("store_unreachable"):
            item = self._client.get_item(TableName=self._table, Key=_record_key(kind, id), ConsistentRead=True).get("Item")
        return None if item is None else _to_record(item)

    def listed(self, name: str, *, after: str = "", limit: int = 100) -> list[Record]:
        """Return records of a list in the order of their places; see :meth:`Store.listed`."""
        query: dict[str, Any] = {
            "TableName": self._table,
            "IndexName": LISTED_INDEX,
            "KeyConditionExpression": "#list = :list",
            "ExpressionAttributeNames": {"#list": "list"},
            "ExpressionAttributeValues": {":list": {"S": name}},
        }
        if after:  # An empty text is refused as a key.
            query["KeyConditionExpression"] += " AND #place > :after"
            query["ExpressionAttributeNames"]["#place"] = "place"
            query["ExpressionAttributeValues"][":after"] = {"S": after}
        found: list[Record] = []
        while len(found) < limit:  # A page ends after 1 MB, whatever the limit.
            with aws_faults.named("store_unreachable"):
                page = self._client.query(**query, Limit=limit - len(found))
            found += [_to_record(item) for item in page["Items"]]
            if "LastEvaluatedKey" not in page:
                break
            query["ExclusiveStartKey"] = page["LastEvaluatedKey"]
        return found

    def commit(self, records: Sequence[Record] = (), effects: Sequence[Effect] = (), done: Sequence[str] = ()) -> None:
        """Write all of it or nothing; see :meth:`Store.commit`."""
        bodies = check_commit(records, effects, done)
        items = [{"Put": {"TableName": self._table, **_put(*pair)}} for pair in zip(records, bodies, strict=True)]
        items += [{"Put": {"TableName": self._table, "Item": _from_effect(effect)}} for effect in effects]
        items += [{"Delete": {"TableName": self._table, "Key": _effect_key(id)}} for id in done]
        if items:
            _patiently(lambda: self._transact(items, records))

    def due(self, now: datetime, *, limit: int = 25) -> list[Effect]:
        """Return waiting effects with ``due_at <= now``, the most overdue first; the index lags by milliseconds."""
        with aws_faults.named("store_unreachable"):
            page = self._client.query(
                TableName=self._table,
                IndexName=DUE_INDEX,
                KeyConditionExpression="#shard = :shard AND #due_at <= :now",
                ExpressionAttributeNames={"#shard": "shard", "#due_at": "due_at"},
                ExpressionAttributeValues={":shard": {"S": SHARD}, ":now": {"S": to_iso(now)}},
                Limit=limit,
            )
        return [_to_effect(item) for item in page["Items"]]

    def claim(self, effect: Effect, *, until: datetime) -> Effect | None:
        """Take ``effect`` for one performer; None where it is not as it was read."""
        claimed = replace(effect, due_at=until, attempts=effect.attempts + 1)
        with suppress(_Busy):  # whoever is writing it has it
            return claimed if self._move(effect, claimed) else None
        return None

    def finish(self, effect: Effect, *, again: datetime | None = None) -> None:
        """Remove a claimed effect, or push it to ``again``; see :meth:`Store.finish`."""
        changed = None if again is None else replace(effect, due_at=again)
        _patiently(lambda: self._move(effect, changed))

    def _transact(self, items: Sequence[Any], records: Sequence[Record]) -> None:
        # The SDK adds a ClientRequestToken: a try whose answer was lost is not written twice.
        try:
            with aws_faults.named("store_unreachable"):
                self._client.transact_write_items(TransactItems=items)
        except ProviderError as error:
            cause = error.__cause__
            reasons = cause.response.get("CancellationReasons", []) if isinstance(cause, ClientError) else []
            codes = [reason.get("Code") for reason in reasons]
            for record, code in zip(records, codes, strict=False):
                if code == "ConditionalCheckFailed":
                    raise StaleRecord("stale_record", kind=record.kind, id=record.id) from cause
            if _PASSING.intersection(codes):
                raise _Busy from cause
            raise

    def _move(self, read: Effect, changed: Effect | None) -> bool:
        values = {":read_due_at": {"S": to_iso(read.due_at)}, ":read_attempts": {"N": str(read.attempts)}}
        target: dict[str, Any] = {"TableName": self._table, "Key": _effect_key(read.id), **_AS_READ}
        try:
            with aws_faults.named("store_unreachable"):
                if changed is None:
                    self._client.delete_item(**target, ExpressionAttributeValues=values)
                else:
                    values |= {":due_at": {"S": to_iso(changed.due_at)}, ":attempts": {"N": str(changed.attempts)}}
                    update = "SET #due_at = :due_at, #attempts = :attempts"
                    self._client.update_item(**target, UpdateExpression=update, ExpressionAttributeValues=values)
        except ProviderError as error:
            code = aws_faults.code_of(error)
            if code == _CHANGED:
                return False
            if code == _CONFLICT:
                raise _Busy from error
            raise
        return True


def _patiently(write: Callable[[], object]) -> None:
    for number in range(TRIES):
        try:
            write()
        except _Busy as error:
            if number == TRIES - 1:
                raise ProviderError("store_unreachable") from error
            # Full jitter: two that met once are not to meet again.
            time.sleep(random.uniform(0, FIRST_PAUSE_SECONDS * 2**number))  # noqa: S311  # no secret
        else:
            return


def _record_key(kind: str, id: str) -> dict[str, Any]:
    return {"pk": {"S": f"{kind}#{id}"}, "sk": {"S": "record"}}


def _effect_key(id: str) -> dict[str, Any]:
    return {"pk": {"S": f"effect#{id}"}, "sk": {"S": "effect"}}


def _put(record: Record, body: str) -> dict[str, Any]:
    # As text: DynamoDB's own numbers end at 38 digits, and it knows empty values differently.
    item = {**_record_key(record.kind, record.id), "version": {"N": str(record.version + 1)}, "body": {"S": body}}
    if record.listed:
        item |= {"list": {"S": record.listed[0]}, "place": {"S": record.listed[1]}}
    if record.expires_at:
        # The table's time to live is in whole seconds since 1970, and must be a number. The moment itself stands beside it.
        expires = {"N": str(math.ceil(record.expires_at.timestamp()))}
        item |= {"expires": expires, "expires_at": {"S": to_iso(record.expires_at)}}
    if record.version == 0:
        return {"Item": item, "ConditionExpression": "attribute_not_exists(#pk)", "ExpressionAttributeNames": {"#pk": "pk"}}
    return {
        "Item": item,
        "ConditionExpression": "#version = :read",
        "ExpressionAttributeNames": {"#version": "version"},
        "ExpressionAttributeValues": {":read": {"N": str(record.version)}},
    }


def _to_record(item: Any) -> Record:
    kind, id = item["pk"]["S"].split("#", 1)
    listed = (item["list"]["S"], item["place"]["S"]) if "list" in item else None
    expires_at = from_iso(item["expires_at"]["S"]) if "expires_at" in item else None
    return Record(kind, id, loads(item["body"]["S"]), int(item["version"]["N"]), listed, expires_at)


def _from_effect(effect: Effect) -> dict[str, Any]:
    return {
        **_effect_key(effect.id),
        "shard": {"S": SHARD},
        "due_at": {"S": to_iso(effect.due_at)},
        "kind": {"S": effect.kind},
        "subject": {"S": effect.subject},
        "attempts": {"N": str(effect.attempts)},
    }


def _to_effect(item: Any) -> Effect:
    return Effect(
        item["pk"]["S"].removeprefix("effect#"),
        item["kind"]["S"],
        item["subject"]["S"],
        from_iso(item["due_at"]["S"]),
        int(item["attempts"]["N"]),
    )
