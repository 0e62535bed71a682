"""What an audit of the log and a look into it say, in sentences."""

from ...errors import SchalterError

#: Language to sentences by code; `well` and `first` where nothing is wrong.
SENTENCES: dict[str, dict[str, str]] = {
    "de": {
        "well": "Das Verzeichnis mit {size} Einträgen setzt das geprüfte mit {before} fort; alle Einträge sind unverändert.",
        "first": "Das Verzeichnis mit {size} Einträgen ist in sich richtig. Ein früherer Stand zum Vergleichen war nicht da.",
        "no_checkpoint": "Es gibt keinen veröffentlichten Stand des Verzeichnisses.",
        "note_malformed": "Der veröffentlichte Stand ist nicht so geschrieben wie unsere.",
        "note_unsigned": "Der veröffentlichte Stand ist nicht von einem veröffentlichten Schlüssel unterschrieben.",
        "other_log": "Das ist ein anderes Verzeichnis: vorher {before}, jetzt {now}.",
        "shrunk": "Das Verzeichnis ist geschrumpft: vorher {before} Einträge, jetzt {now}.",
        "forked": "Das Verzeichnis mit {now} Einträgen setzt das geprüfte mit {before} Einträgen nicht fort.",
        "tile_missing": "Eine Datei des Verzeichnisses fehlt oder ist unvollständig: {path}",
        "entry_rewritten": "Der Eintrag {index} passt nicht zu seinem Hash im Verzeichnis.",
        "tile_rewritten": "Eine Datei des Verzeichnisses passt nicht zu den Einträgen: {path}",
        "root_wrong": "Die {size} Einträge ergeben nicht den unterschriebenen Stand.",
        "log_unreachable": "Das Verzeichnis ist nicht zu erreichen.",
    },
    "en": {
        "well": "The log of {size} entries extends the audited one of {before} entries; every entry is unaltered.",
        "first": "The log of {size} entries is right in itself. There was no earlier checkpoint to compare it with.",
        "no_checkpoint": "No checkpoint of the log is published.",
        "note_malformed": "The published checkpoint is not written as ours are.",
        "note_unsigned": "The published checkpoint is not signed by a published key.",
        "other_log": "This is another log: {before} before, {now} now.",
        "shrunk": "The log has shrunk: {before} entries before, {now} now.",
        "forked": "The log of {now} entries does not extend the audited one of {before} entries.",
        "tile_missing": "A file of the log is missing or incomplete: {path}",
        "entry_rewritten": "Entry {index} does not fit its hash in the log.",
        "tile_rewritten": "A file of the log does not fit the entries: {path}",
        "root_wrong": "The {size} entries do not make the signed checkpoint.",
        "log_unreachable": "The log cannot be reached.",
    },
}

#: Language to sentences by what the log says of one receipt (`lookup.Standing`).
STANDINGS: dict[str, dict[str, str]] = {
    "de": {
        "logged": "Die Quittung steht im öffentlichen Verzeichnis: Eintrag {index} von {size}. Der Beweis:",
        "not_logged": "Die Quittung steht noch nicht im Verzeichnis mit {size} Einträgen. Eben ausgestellte folgen bald.",
        "out_of_reach": "Das Verzeichnis ist nicht zu erreichen; ob die Quittung darin steht, ist nicht geprüft.",
        "contradicted": "Das Verzeichnis widerspricht dieser Quittung.",
    },
    "en": {
        "logged": "The receipt stands in the public log: entry {index} of {size}. The proof:",
        "not_logged": "The receipt is not in the log of {size} entries yet. One that was just issued follows within minutes.",
        "out_of_reach": "The log cannot be reached; whether the receipt stands in it was not checked.",
        "contradicted": "The log contradicts this receipt.",
    },
}


def sentence_for(error: SchalterError, language: str) -> str:
    """Return what ``error`` means."""
    return SENTENCES[language][error.code].format(**error.params)
