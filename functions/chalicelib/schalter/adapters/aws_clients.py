"""Makes the AWS clients: the one place that imports boto3, with how long and how often each call is tried.

Region and credentials come from the function's environment; a client that cannot be made for want of them is out of reach.
"""

from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from . import aws_faults

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_kms import KMSClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sqs import SQSClient

#: Seconds. Three tries with their pauses stay below API Gateway's 29.
CONNECT_SECONDS, READ_SECONDS = 2, 5
#: The first one included. `standard` also waits for a transaction of the same token that is still under way.
TRIES = 3

_CONFIG = Config(
    connect_timeout=CONNECT_SECONDS,
    read_timeout=READ_SECONDS,
    retries={"mode": "standard", "total_max_attempts": TRIES},
)


def dynamodb() -> "DynamoDBClient":
    """Return a client for the case store."""
    with aws_faults.named("store_unreachable"):
        return boto3.client("dynamodb", config=_CONFIG)


def s3() -> "S3Client":
    """Return a client for the archive."""
    with aws_faults.named("archive_unreachable"):
        return boto3.client("s3", config=_CONFIG)


def kms() -> "KMSClient":
    """Return a client for the sealing key."""
    with aws_faults.named("key_unreachable"):
        return boto3.client("kms", config=_CONFIG)


def ses() -> "SESV2Client":
    """Return a client for mail."""
    with aws_faults.named("mail_unreachable"):
        return boto3.client("sesv2", config=_CONFIG)


def sqs() -> "SQSClient":
    """Return a client for the queue that wakes the worker."""
    return boto3.client("sqs", config=_CONFIG)
