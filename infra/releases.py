"""Which releases of a stage there are: one record a deployment, in the code bucket, beside what it names.

A record is JSON: `release`, the moment of the deployment that built it, and the keys of `template`, `api`, `worker` and `site`.
Going back writes another record with the `release` that it goes back to; so the newest record is what is online.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError
from stage import NotDeployed, Stage

#: Releases that one can go back to, the one online included.
KEPT = 10
#: Objects that one call deletes at most (docs.aws.amazon.com, DeleteObjects).
AT_ONCE = 1000


def upload(stage: Stage, path: Path) -> str:
    """Upload a file under its SHA-256, unless it is there, and return its key."""
    bucket, content = stage.client("s3"), path.read_bytes()
    key = f"{_code(stage)}{hashlib.sha256(content).hexdigest()}{path.suffix}"
    try:
        bucket.head_object(Bucket=stage.code_bucket, Key=key)
    except ClientError as error:
        if error.response["Error"]["Code"] not in ("404", "NoSuchKey", "NotFound"):
            raise
        bucket.put_object(Bucket=stage.code_bucket, Key=key, Body=content)
    return key


def write_down(stage: Stage, record: dict[str, str], at: datetime) -> None:
    """Write down that ``record`` is online; one without `release` becomes the release of this moment."""
    moment = f"{at:%Y%m%dT%H%M%S%fZ}"
    body = json.dumps({"release": moment, **record}, sort_keys=True).encode()
    stage.client("s3").put_object(Bucket=stage.code_bucket, Key=f"{_records(stage)}{moment}.json", Body=body)


def release_before(stage: Stage) -> dict[str, str]:
    """Return the record of the release before the one that is online; whoever goes back twice gets the one before that.

    Raises:
        NotDeployed: there is none.
    """
    records = list(_read(stage).values())
    online = records[-1]["release"] if records else ""
    before = {record["release"]: record for record in records if record["release"] < online}
    if not before:
        raise NotDeployed(f"{stage.stack} has no release before the one that is online")
    return before[max(before)]


def forget_old(stage: Stage) -> None:
    """Delete the records of all but the newest releases, and what only they name; what is online stays."""
    records = _read(stage)
    newest = sorted({record["release"] for record in records.values()})[-KEPT:]
    online = list(records.values())[-1:]
    kept = {key: record for key, record in records.items() if record["release"] in newest or record in online}
    used = {value for record in kept.values() for value in record.values()}
    gone = [key for key in records if key not in kept]
    gone += [key for key in _keys(stage, _code(stage)) if key not in used] if gone else []
    for first in range(0, len(gone), AT_ONCE):
        objects = [{"Key": key} for key in gone[first : first + AT_ONCE]]
        stage.client("s3").delete_objects(Bucket=stage.code_bucket, Delete={"Objects": objects, "Quiet": True})


def _read(stage: Stage) -> dict[str, dict[str, str]]:
    bucket = stage.client("s3")
    return {
        key: json.loads(bucket.get_object(Bucket=stage.code_bucket, Key=key)["Body"].read())
        for key in sorted(_keys(stage, _records(stage)))
    }


def _keys(stage: Stage, prefix: str) -> Iterator[str]:
    pages: Any = stage.client("s3").get_paginator("list_objects_v2").paginate(Bucket=stage.code_bucket, Prefix=prefix)
    return (found["Key"] for page in pages for found in page.get("Contents", ()))


def _records(stage: Stage) -> str:
    return f"{stage.stack}/releases/"


def _code(stage: Stage) -> str:
    return f"{stage.stack}/code/"
