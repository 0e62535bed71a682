"""The form language: model, rules, validation, fees, and the compiled catalogue. Pure; only `load` reads files."""
