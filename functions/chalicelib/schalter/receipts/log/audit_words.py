"""What an audit of the log says, in sentences; what it says of one receipt stands in `receipts.verify_words`."""

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


def sentence_for(error: SchalterError, language: str) -> str:
    """Return what ``error`` means."""
    return SENTENCES[language][error.code].format(**error.params)
