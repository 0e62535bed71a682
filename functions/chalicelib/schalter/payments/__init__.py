"""Payment of a case: one state machine, the provider port, and what settles."""
