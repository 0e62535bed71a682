"""Receipts: exact bytes, paper, seal, token, and their verification."""
