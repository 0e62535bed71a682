"""What the fonts can show, and the marks for what they cannot."""

import unicodedata

import pytest
from fontTools.ttLib import TTFont

from schalter.receipts.printable import FONTS, printable

#: Letters of DIN SPEC 91379 that need more than Latin-1: precomposed, and sequences with combining marks.
NORMATIVE = [
    "ÄÖÜẞäöüß",
    "ÀÁÂÃÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕØÙÚÛÝÞ",
    "ĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİIĴĶĹĻĽĿŁ",
    "ŃŅŇŊŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽ",
    "ƆƏƗƠƯƷǍǏǑǓǕǗǙǛǞǠǢǤǦǨǪǬǮǴǸǺǼǾȘȚȞȦȨȪȬȮȰȲ",
    "ḂḆḊḌḎḐḘḠḢḤḦḨḪḮḰḲḴḶḺṀṂṄṆṈṖṘṚṞṠṢṪṬṮṾẀẂẄẆẈẌẎẐẒẔ",
    "ẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ",
    "A̋C̀C̄C̆C̈C̕C̣C̦C̨̆D̂F̀F̄G̀H̄H̦H̱J́J̌K̀K̂K̄K̇K̕K̛K̦K͟HK͟hL̂L̥L̥̄L̦M̀M̂M̆M̐N̂N̄N̆N̦P̀P̄P̕P̣R̆R̥R̥̄S̀S̄S̛̄S̱T̀T̄T̈T̕T̛U̇",
    "Z̀Z̄Z̆Z̈Z̧ʰʳʹʺʼʾʿˈˌ",
    "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩάέήίΰαβγδεζηθικλμνξοπρςστυφχψωϊϋόύώ",
    "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЬЮЯабвгдежзийклмнопрстуфхцчшщъьюя",
    " !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~¡¢£¥§©ª«¬®¯°±²³µ¶¹º»¿×÷€–—‘’‚“”„†‡…‰‹›",
]


@pytest.mark.parametrize("text", NORMATIVE)
def test_letters_of_names_stand_as_they_are(text: str) -> None:
    """Letters, sequences and signs of DIN SPEC 91379 are on paper, composed or not."""
    for form in ("NFC", "NFD"):
        written = unicodedata.normalize(form, text)
        assert printable(written) == written


@pytest.mark.parametrize(
    ("text", "paper"),
    [
        ("Zoë 😀", "Zoë [U+1F600]"),
        ("漢字", "[U+6F22][U+5B57]"),
        ("שלום", "[U+05E9][U+05DC][U+05D5][U+05DD]"),
        ("\u202eevil", "[U+202E]evil"),
        ("a\u200bb", "a[U+200B]b"),
        ("a\u00adb", "a[U+00AD]b"),
        ("a\tb", "a[U+0009]b"),
        ("\x00", "[U+0000]"),
        ("\ufeff", "[U+FEFF]"),
        ("\U0010ffff", "[U+10FFFF]"),
        ("eins\r\nzwei\ndrei", "eins\nzwei\ndrei"),
        ("", ""),
    ],
)
def test_what_cannot_be_shown_is_marked(text: str, paper: str) -> None:
    """A character without a picture, or one that only steers the text, stands as its number; lines stay lines."""
    assert printable(text) == paper


@pytest.mark.parametrize("name", ["NotoSans-Regular.ttf", "NotoSans-SemiBold.ttf"])
def test_coverage_is_that_of_the_fonts(name: str) -> None:
    """The list of what can be shown is exactly what this font has, without what leaves no mark of its own."""
    unseen = {"Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"}
    has = {point for point in TTFont(FONTS / name).getBestCmap() if unicodedata.category(chr(point)) not in unseen}
    listed = set()
    for line in (FONTS / "coverage.txt").read_text("ascii").split():
        first, last = (int(number, 16) for number in line.split("-"))
        listed.update(range(first, last + 1))
    assert listed == has


def test_fonts_come_with_their_licence() -> None:
    """The licence of the fonts lies beside them."""
    assert "SIL Open Font License, Version 1.1" in (FONTS / "OFL.txt").read_text("utf-8")
