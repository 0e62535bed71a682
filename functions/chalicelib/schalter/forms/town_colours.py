"""A town's own colours: which there are, whether everybody can read what is printed in them, and what follows from them.

Contrast is that of WCAG 2.2: relative luminance of sRGB, (lighter + 0.05) / (darker + 0.05); 4.5 for text (1.4.3), 3 for shapes
(1.4.11).
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from .complaint import Complaints
from .read import Item
from .town_keys import COLOURS

_COLOUR = re.compile("#[0-9a-f]{6}", re.IGNORECASE)

WHITE, GROUND, SURFACE_DARK = "#ffffff", "#f7f5f0", "#182232"
#: What each colour stands on or below, and the least contrast.
_BESIDE: Mapping[str, tuple[tuple[str, float], ...]] = {
    "brand": ((WHITE, 4.5),),
    "accent": (("brand", 3.0),),
    "action": ((WHITE, 4.5), (GROUND, 4.5)),
    "action_dark": ((SURFACE_DARK, 4.5),),
}
#: Those that the style sheet has where a town says nothing; `site/assets/css/tokens.css`.
USUAL = {"brand": "#12294d", "accent": "#dba63d", "action": "#1c4f99", "action_dark": "#8fb8f5"}


def compile_colours(item: Item | None, complaints: Complaints) -> dict[str, str]:
    """Return a town's colours in compiled shape, and complain of those that are none or that people could not read."""
    if item is None:
        return {}
    said = {name: item[name].lower() for name in COLOURS if name in item}
    whole = True
    for name, colour in said.items():
        if not _COLOUR.fullmatch(colour):
            complaints.add(item.place(name), "colour", path=f"{item.path}.{name}", got=item[name])
            whole = False
    if not whole:
        return {}
    for name, other, least in _beside(said):
        if (found := contrast(said[name], other)) < least:
            place, path = item.place(name), f"{item.path}.{name}"
            complaints.add(place, "contrast", path=path, got=said[name], other=other, found=f"{found:.1f}", least=f"{least:.1f}")
    return said


def _beside(said: Mapping[str, str]) -> Iterator[tuple[str, str, float]]:
    every = {**USUAL, **said}
    for name in said:
        for other, least in _BESIDE[name]:
            yield name, every.get(other, other), least
    if "brand" in said and "accent" not in said:
        yield "brand", USUAL["accent"], 3.0


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours such as `#12294d`, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def style(colours: Mapping[str, Any]) -> str:
    """Return the rules that put a town's colours in the place of the usual ones; empty where it has none."""
    names = {"brand": "brand", "accent": "brass", "action": "action"}
    light = [f"--{name}:{colours[key]}" for key, name in names.items() if key in colours]
    dark = [f"--brand:{_mixed(colours['brand'], '#000000', 0.35)}"] if "brand" in colours else []
    if "action" in colours:
        light.append(f"--action-strong:{_mixed(colours['action'], '#000000', 0.25)}")
        # The usual colour of dark mode stays where the town names none: its own is too dark to be read there.
        dark += [f"--action:{USUAL['action_dark']}"] if "action_dark" not in colours else []
        dark.append(f"--action-strong:{_mixed(colours.get('action_dark', USUAL['action_dark']), WHITE, 0.35)}")
    if "action_dark" in colours:
        dark.append(f"--action:{colours['action_dark']}")
    if "accent" in colours:
        dark.append(f"--brass:{colours['accent']}")
    rules = f":root{{{';'.join(light)}}}" if light else ""
    return rules + (f"@media (prefers-color-scheme:dark){{:root{{{';'.join(dark)}}}}}" if dark else "")


def _mixed(one: str, other: str, share: float) -> str:
    """Return ``one`` with a ``share`` of ``other`` in it."""
    pairs = ((int(one[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)
