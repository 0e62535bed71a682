"""The form made by hand in a third language that is written from right to left, as a town would add it: by texts alone."""

from dataclasses import replace

from tests.support.forms import CATALOG, FORM

#: Only these texts are translated; all else is missing and stands there in German.
TITLE = "طلب عينة"
NAME = "اسم العائلة"

_NAME, *_others = FORM.sections[0].fields
_PERSON = replace(FORM.sections[0], fields=(replace(_NAME, label={**_NAME.label, "ar": NAME}), *_others))
ARABIC_FORM = replace(
    FORM, title={**FORM.title, "ar": TITLE}, sections=(_PERSON, *FORM.sections[1:]), languages=(*FORM.languages, "ar")
)
ARABIC_TOWN = replace(CATALOG.municipality, languages=("de", "en", "ar"))
ARABIC_CATALOG = replace(CATALOG, municipality=ARABIC_TOWN, forms={ARABIC_FORM.id: ARABIC_FORM})
