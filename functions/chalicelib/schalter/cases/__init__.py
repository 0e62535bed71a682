"""The case (Vorgang): what was submitted, and what became of it."""
