"""The public log of receipts: an append-only Merkle tree in static files (C2SP tlog-tiles), of hashes only."""
