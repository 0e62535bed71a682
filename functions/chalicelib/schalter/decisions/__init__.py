"""Decisions (Bescheide): their text from a template, writing them into the case, issuing them sealed."""
