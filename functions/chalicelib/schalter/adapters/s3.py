"""The archive in AWS: one bucket of documents that never change, and one behind the site's distribution for what is published."""

from typing import TYPE_CHECKING, Any

from ..errors import ProviderError
from . import aws_faults
from .archive_names import check_document, check_published, is_document, is_published, media_type, never_changes

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

#: Where the distribution finds what is published: the path citizens see.
PUBLIC_PREFIX = "verify/"
#: A withdrawal shows after a minute; a file of the log that never changes may be kept for a year.
PUBLIC_CACHE, KEPT_CACHE = "public, max-age=60", "public, max-age=31536000, immutable"
#: 409 says that another writer of the same name was deleted or cut off meanwhile: try again.
TRIES = 3

_FAULT = "archive_unreachable"


class S3Archive:
    """The archive port over two buckets.

    The function needs `s3:ListBucket` too: without it S3 answers 403, not 404, for what is not there.
    """

    def __init__(self, client: "S3Client", bucket: str, public_bucket: str) -> None:
        self._client = client
        self._bucket = bucket
        self._public_bucket = public_bucket

    def put_once(self, name: str, data: bytes) -> bytes:
        """Keep ``data`` unless something is kept already; return what is kept."""
        check_document(name)
        for _ in range(TRIES):
            if self._put_new(name, data):
                return data
            if (kept := self._read(self._bucket, name)) is not None:
                return kept
        raise ProviderError(_FAULT)

    def get(self, name: str) -> bytes | None:
        """Return the document as first written, or None."""
        return self._read(self._bucket, name) if is_document(name) else None

    def names(self, folder: str) -> list[str]:
        """Return the names of the documents in ``folder``, sorted."""
        if not is_document(f"{folder}/x"):
            return []
        found: list[str] = []
        query: dict[str, Any] = {"Bucket": self._bucket, "Prefix": f"{folder}/"}
        while True:  # A page has 1,000 names.
            with aws_faults.named(_FAULT):
                page = self._client.list_objects_v2(**query)
            found += [item["Key"] for item in page.get("Contents", ())]
            if not page.get("IsTruncated"):
                return sorted(found)
            query["ContinuationToken"] = page["NextContinuationToken"]

    def delete(self, name: str) -> None:
        """Delete every version of a document: without naming it, a version only gets a marker that hides it.

        A version under Object Lock, or one that is legally held, S3 refuses to delete.
        """
        check_document(name)
        try:
            with aws_faults.named(_FAULT):
                for key, version in self._versions(name):
                    if key == name:
                        self._client.delete_object(Bucket=self._bucket, Key=key, VersionId=version)
        except ProviderError as error:
            if aws_faults.code_of(error) == "AccessDenied":
                raise ProviderError("archive_locked") from error
            raise

    def _versions(self, name: str) -> list[tuple[str, str]]:
        # Of one name there are a handful, and they come first: a longer name that begins alike comes behind.
        page = self._client.list_object_versions(Bucket=self._bucket, Prefix=name)
        return [(item["Key"], item["VersionId"]) for item in (*page.get("Versions", ()), *page.get("DeleteMarkers", ()))]

    def publish(self, name: str, data: bytes) -> None:
        """Replace what is published under ``name``."""
        check_published(name)
        with aws_faults.named(_FAULT):
            self._client.put_object(**self._public_object(name, data))

    def exchange(self, name: str, data: bytes, *, old: bytes | None) -> bool:
        """Publish ``data`` where exactly ``old`` is published; return whether it was."""
        check_published(name)
        # RFC 9110, 13.1.1 and 13.1.2: only over what has this tag, or only where nothing is yet.
        condition: dict[str, Any] = {"IfNoneMatch": "*"}
        try:
            with aws_faults.named(_FAULT):
                if old is not None:
                    found = self._client.get_object(Bucket=self._public_bucket, Key=PUBLIC_PREFIX + name)
                    if found["Body"].read() != old:
                        return False
                    condition = {"IfMatch": found["ETag"]}
                self._client.put_object(**self._public_object(name, data), **condition)
        except ProviderError as error:
            if aws_faults.code_of(error) in ("PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey"):
                return False
            raise
        return True

    def published(self, name: str) -> bytes | None:
        """Return what was last published under ``name``, or None."""
        return self._read(self._public_bucket, PUBLIC_PREFIX + name) if is_published(name) else None

    def _public_object(self, name: str, data: bytes) -> dict[str, Any]:
        return {
            "Bucket": self._public_bucket,
            "Key": PUBLIC_PREFIX + name,
            "Body": data,
            "ContentType": media_type(name),
            "CacheControl": KEPT_CACHE if never_changes(name) else PUBLIC_CACHE,
        }

    def _put_new(self, name: str, data: bytes) -> bool:
        try:
            with aws_faults.named(_FAULT):
                # RFC 9110, 13.1.2: `*` means only where nothing is yet.
                self._client.put_object(Bucket=self._bucket, Key=name, Body=data, ContentType=media_type(name), IfNoneMatch="*")
        except ProviderError as error:
            if aws_faults.code_of(error) in ("PreconditionFailed", "ConditionalRequestConflict"):
                return False
            raise
        return True

    def _read(self, bucket: str, key: str) -> bytes | None:
        try:
            with aws_faults.named(_FAULT):
                return self._client.get_object(Bucket=bucket, Key=key)["Body"].read()
        except ProviderError as error:
            if aws_faults.code_of(error) == "NoSuchKey":
                return None
            raise
