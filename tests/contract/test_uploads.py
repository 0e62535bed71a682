"""The contract of the place where uploads wait, over files and S3 alike; below it what only one of them can show."""

import hashlib
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.support.aws import aws, create_bucket

from schalter.adapters import aws_clients
from schalter.adapters.file_uploads import FileUploads
from schalter.adapters.s3_uploads import S3Uploads
from schalter.cases.uploads import MAX_NAME, Upload, Uploads, new_upload_key
from schalter.errors import ProviderError

NOW = datetime(2026, 11, 22, 12, 30, 5, 123456, tzinfo=UTC)
#: The longest and hardest name there can be: four bytes a character.
HARD = "🏠" * (MAX_NAME - 4) + ".pdf"


def upload(data: bytes, *, name: str = "Ausweis ü.pdf", key: str | None = None) -> Upload:
    """Return what is known of ``data``."""
    digest = hashlib.sha256(data).hexdigest()
    return Upload(key or new_upload_key(), "probe", "vertreter-nachweis", name, "application/pdf", len(data), digest, NOW)


BAD_KEYS = (
    "",
    "a",
    "../" + "a" * 40,
    "a" * 42,
    "a" * 44,
    "a" * 42 + "/",
    "a" * 42 + "\n",
    "ä" * 43,
    "." * 43,
    "a/" * 21 + "a",
    "\ud800" * 43,
)


class TestUploads:
    """What every such place does."""

    def test_unknown(self, uploads: Uploads) -> None:
        """What was never kept is None, not a fault; forgetting it is none either."""
        key = new_upload_key()
        uploads.forget(key)
        assert (uploads.find(key), uploads.read(key)) == (None, None)

    @pytest.mark.parametrize("data", [b"%PDF-1.7", b"\n\n{}\n", bytes(range(256)) * 16_000], ids=["short", "lines", "4 MB"])
    def test_round_trip(self, uploads: Uploads, data: bytes) -> None:
        """A file comes back byte by byte, and all that is known of it, to the microsecond."""
        kept = upload(data)
        uploads.put(kept, data)
        assert uploads.find(kept.key) == kept
        assert uploads.read(kept.key) == data

    @pytest.mark.parametrize("name", [HARD, "a\nb.pdf", 'x"; y=z.pdf', "-.pdf"])
    def test_name(self, uploads: Uploads, name: str) -> None:
        """Whatever a file is called, its name comes back as it is."""
        kept = upload(b"x", name=name)
        uploads.put(kept, b"x")
        assert uploads.find(kept.key) == kept

    @pytest.mark.parametrize("first", "-_")
    def test_key_that_begins_oddly(self, uploads: Uploads, first: str) -> None:
        """A key may begin with any of its characters."""
        kept = upload(b"x", key=first + "a" * 42)
        uploads.put(kept, b"x")
        assert uploads.read(kept.key) == b"x"

    def test_keys_apart(self, uploads: Uploads) -> None:
        """Equal files under two keys are two files."""
        one, two = upload(b"x"), upload(b"x")
        uploads.put(one, b"x")
        uploads.put(two, b"x")
        uploads.forget(one.key)
        assert (uploads.find(one.key), uploads.read(one.key)) == (None, None)
        assert uploads.read(two.key) == b"x"

    def test_key_is_used_once(self, uploads: Uploads) -> None:
        """Nothing takes the place of what is kept."""
        kept = upload(b"first")
        uploads.put(kept, b"first")
        with pytest.raises(RuntimeError, match="used once"):
            uploads.put(upload(b"other", key=kept.key), b"other")
        assert uploads.read(kept.key) == b"first"

    def test_many_at_once(self, uploads: Uploads) -> None:
        """Eight people may upload at the same moment."""
        kept = [upload(b"%d" % number * 9) for number in range(8)]
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda pair: uploads.put(pair[1], b"%d" % pair[0] * 9), enumerate(kept)))
        assert [uploads.read(one.key) for one in kept] == [b"%d" % number * 9 for number in range(8)]

    @pytest.mark.parametrize("key", BAD_KEYS, ids=range(len(BAD_KEYS)))
    def test_key_that_is_none(self, uploads: Uploads, key: str) -> None:
        """What is no key leads nowhere, out of the folder least of all, and nothing is kept under it."""
        assert (uploads.find(key), uploads.read(key)) == (None, None)
        uploads.forget(key)
        with pytest.raises(ValueError, match="43"):
            uploads.put(upload(b"x", key=key or "x"), b"x")


def test_files_are_private(tmp_path: Path) -> None:
    """Nobody but the owner reads an upload or sees its key."""
    uploads = FileUploads(tmp_path / "uploads")
    kept = upload(b"x")
    uploads.put(kept, b"x")
    assert stat.S_IMODE((tmp_path / "uploads").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "uploads" / kept.key).stat().st_mode) == 0o600


def test_files_out_of_reach(tmp_path: Path) -> None:
    """A disk that refuses becomes our own error."""
    (tmp_path / "uploads").write_bytes(b"a file where the folder should be")
    with pytest.raises(ProviderError, match="archive_unreachable"):
        FileUploads(tmp_path / "uploads")


@pytest.mark.parametrize(
    "call",
    [
        lambda uploads: uploads.put(upload(b"x"), b"x"),
        lambda uploads: uploads.read(new_upload_key()),
        lambda uploads: uploads.forget(new_upload_key()),
    ],
    ids=["put", "read", "forget"],
)
def test_s3_out_of_reach(call: Any) -> None:
    """Whatever S3 says, here that there is no such bucket, becomes our own error: never "no such file"."""
    with aws(), pytest.raises(ProviderError, match="archive_unreachable"):
        call(S3Uploads(aws_clients.s3(), "no-such-bucket"))


def test_s3_says_nothing_of_the_bytes() -> None:
    """Even were the bucket open, no browser would show a stranger's bytes as what they claim to be."""
    with aws():
        client = aws_clients.s3()
        create_bucket(client, "uploads")
        kept = upload(b"<script>")
        S3Uploads(client, "uploads").put(kept, b"<script>")
        assert client.head_object(Bucket="uploads", Key=kept.key)["ContentType"] == "application/octet-stream"
