"""Runs code as Lambda does: the unzipped package, boto3 beside it, and nothing else of this machine's Python."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

#: What Lambda's Python brings with it.
BROUGHT = ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "six", "urllib3")
#: What the template sets, with values of no account.
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "nobody",
    "AWS_DEFAULT_REGION": "eu-central-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_SECRET_ACCESS_KEY": "nothing",
    "SCHALTER_BASE_URL": "https://service.example",
    "SCHALTER_BUCKET": "documents",
    "SCHALTER_KMS_KEY": "arn:aws:kms:eu-central-1:111122223333:key/seal",
    "SCHALTER_MAIL_FROM": "noreply@service.example",
    "SCHALTER_PUBLIC_BUCKET": "published",
    "SCHALTER_QUEUE_URL": "https://sqs.eu-central-1.amazonaws.com/111122223333/wake",
    "SCHALTER_TABLE": "cases",
    "STRIPE_SECRET_KEY": "sk_test_nobody",
    "STRIPE_WEBHOOK_SECRET": "whsec_nobody",
}


def brought_by_lambda(folder: Path) -> Path:
    """Fill ``folder`` with links to boto3 and what it needs, and return it."""
    for name in BROUGHT:
        spec = importlib.util.find_spec(name)
        assert spec is not None and spec.origin is not None, name
        origin = Path(spec.origin)
        source = origin.parent if origin.name == "__init__.py" else origin
        (folder / source.name).symlink_to(source)
    return folder


def run(code: str, *, unzipped: Path, brought: Path) -> Any:
    """Run ``code`` in a fresh interpreter and return the JSON value it leaves in `answer`."""
    # -I and -S: no environment, no user's packages, no site-packages; only the standard library and the two folders.
    start = f"import sys, json; sys.path[:0] = {[str(unzipped), str(brought)]!r}\n"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"{start}{code}\nprint(json.dumps(answer))"],
        cwd=unzipped,
        env={"PATH": os.defpath, **ENVIRONMENT},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])
