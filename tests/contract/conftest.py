"""Every port's implementations, made anew for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.aws import aws, certificate_for, create_bucket, create_key, create_table, one_at_a_time
from tests.support.csc import provider

from schalter.adapters import aws_clients
from schalter.adapters.csc import CscSigner
from schalter.adapters.dynamodb import DynamoStore
from schalter.adapters.file_uploads import FileUploads
from schalter.adapters.files import FileArchive
from schalter.adapters.kms import KmsSigner
from schalter.adapters.localkey import LocalSigner
from schalter.adapters.s3 import S3Archive
from schalter.adapters.s3_uploads import S3Uploads
from schalter.adapters.sqlite import SqliteStore
from schalter.cases.store import Store
from schalter.cases.uploads import Uploads
from schalter.receipts.archive import Archive
from schalter.receipts.signer import Signer


@pytest.fixture(params=["sqlite", "dynamodb"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    if request.param == "sqlite":
        sqlite = SqliteStore(tmp_path / "data" / "schalter.sqlite")
        yield sqlite
        sqlite.close()
        return
    with aws():
        client = aws_clients.dynamodb()
        create_table(client, "schalter")
        yield DynamoStore("schalter", one_at_a_time(client))


@pytest.fixture(params=["files", "s3"])
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Archive]:
    """An empty archive."""
    if request.param == "files":
        yield FileArchive(tmp_path / "archive")
        return
    with aws():
        client = aws_clients.s3()
        create_bucket(client, "documents")
        create_bucket(client, "published")
        yield S3Archive(one_at_a_time(client), "documents", "published")


@pytest.fixture(params=["files", "s3"])
def uploads(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Uploads]:
    """An empty place for pending uploads."""
    if request.param == "files":
        yield FileUploads(tmp_path / "uploads")
        return
    with aws():
        client = aws_clients.s3()
        create_bucket(client, "uploads")
        yield S3Uploads(one_at_a_time(client), "uploads")


@pytest.fixture(params=["localkey", "kms", "csc/v1", "csc/v2"])
def signer(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Signer]:
    """A key with its certificate."""
    if request.param == "localkey":
        yield LocalSigner(tmp_path / "keys", owner="Stadt Beispielhausen")
        return
    if request.param.startswith("csc"):
        with provider(request.param[4:]) as (account, _):
            yield CscSigner(account)
        return
    with aws():
        client = aws_clients.kms()
        key = create_key(client)
        yield KmsSigner(client, key, certificate_for(client.get_public_key(KeyId=key)["PublicKey"]))
