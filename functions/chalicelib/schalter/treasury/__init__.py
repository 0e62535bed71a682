"""The treasury: bookings from the ledger, by fee line and account; the journal of a day, files for others' software, open items."""
