"""What the rooms need of a time-stamping authority. Implementations: `adapters/tsa.py` (over HTTP), `adapters/local_tsa.py`."""

from typing import Protocol


class TimeStampAuthority(Protocol):
    """Answers requests for time stamps (RFC 3161), whoever runs it."""

    def ask(self, request: bytes) -> bytes:
        """Return the answer to ``request``: a TimeStampResp to a TimeStampReq, both DER.

        Raises:
            ProviderError: it is out of reach or answers something else (`tsa_unreachable`).
        """
