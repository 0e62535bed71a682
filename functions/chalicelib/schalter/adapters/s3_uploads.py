"""Pending uploads in AWS: a bucket of their own that keeps no versions and deletes everything by rule after some days.

What is known of an upload goes with it as metadata, base64url of JSON: metadata are ASCII, at most 2 KB
(docs.aws.amazon.com, "Working with object metadata"). The name, the only long part, has at most 120 characters.
"""

import base64
import json
from typing import TYPE_CHECKING

from ..canonical import to_bytes
from ..cases.uploads import Upload, can_be_a_key
from ..errors import ProviderError
from . import aws_faults

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_FAULT = "archive_unreachable"
_KNOWN = "known"


class S3Uploads:
    """The port of pending uploads over one bucket; `s3:ListBucket` as in :class:`S3Archive`."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def put(self, upload: Upload, data: bytes) -> None:
        """Keep ``data`` and what is known of it; see :meth:`Uploads.put`."""
        if not can_be_a_key(upload.key):
            raise ValueError("an upload's key has 43 URL-safe characters")
        known = base64.urlsafe_b64encode(to_bytes(upload.to_body())).decode("ascii")
        try:
            with aws_faults.named(_FAULT):
                # Whatever it is, nobody's browser is to show it: the bytes are a stranger's.
                self._client.put_object(
                    Bucket=self._bucket,
                    Key=upload.key,
                    Body=data,
                    ContentType="application/octet-stream",
                    Metadata={_KNOWN: known},
                    IfNoneMatch="*",
                )
        except ProviderError as error:
            if aws_faults.code_of(error) == "PreconditionFailed":
                raise RuntimeError("an upload's key is used once") from error
            raise

    def find(self, key: str) -> Upload | None:
        """Return what is known of an upload, or None."""
        if not can_be_a_key(key):
            return None
        try:
            with aws_faults.named(_FAULT):
                head = self._client.head_object(Bucket=self._bucket, Key=key)
        except ProviderError as error:
            if aws_faults.code_of(error) == "404":  # The answer to HEAD has no body that could hold a name.
                return None
            raise
        return Upload.from_body(json.loads(base64.urlsafe_b64decode(head["Metadata"][_KNOWN])))

    def read(self, key: str) -> bytes | None:
        """Return an upload's bytes, or None."""
        if not can_be_a_key(key):
            return None
        try:
            with aws_faults.named(_FAULT):
                return self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read()
        except ProviderError as error:
            if aws_faults.code_of(error) == "NoSuchKey":
                return None
            raise

    def forget(self, key: str) -> None:
        """Delete an upload; nothing happens where there is none."""
        if can_be_a_key(key):
            with aws_faults.named(_FAULT):
                self._client.delete_object(Bucket=self._bucket, Key=key)
