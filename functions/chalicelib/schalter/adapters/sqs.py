"""Wakes the worker in AWS by an empty nudge on a queue: the work itself stands in the store."""

import logging
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

log = logging.getLogger(__name__)

#: SQS wants at least one character.
NUDGE = "wake"


class SqsWake:
    """The wake port over a queue."""

    def __init__(self, client: "SQSClient", queue_url: str) -> None:
        self._client = client
        self._queue_url = queue_url

    def __call__(self) -> None:
        """Send the nudge. Where it is lost the schedule does the same a minute later, so nobody fails for it."""
        try:
            self._client.send_message(QueueUrl=self._queue_url, MessageBody=NUDGE)
        except (ClientError, BotoCoreError) as error:
            log.warning("worker was not woken: %s", type(error).__name__)
