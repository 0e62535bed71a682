"""Everything on one machine: the server, the payment simulator, the mailbox."""
