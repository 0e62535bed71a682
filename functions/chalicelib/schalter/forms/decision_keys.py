"""The keys at the top of a decision's template; part of the table in `schema`."""

from collections.abc import Mapping

from .decision import BLANK_KINDS, OUTCOMES
from .keys import Key

DECISION_OBJECTS: Mapping[str, tuple[Key, ...]] = {
    "decision": (
        Key("fields", "[decision_field]", "What the case worker fills in: one entry each, in the order asked."),
        Key("legal", "[fact]", "The paragraphs that the text rests on. Those not confirmed are named in the decision."),
    ),
    "decision_field": (
        Key("id", "id", "Short name: `{{gruende}}` in the text stands for what is filled in.", True),
        Key("label", "string", "What the case worker is asked.", True),
        Key("hint", "string", "Help below the question."),
        Key("kind", "string", "How it is asked: a line (the default), several lines, or a day.", False, BLANK_KINDS),
        Key("outcome", "string", "Asked only where the application is granted, or only where it is refused.", False, OUTCOMES),
        Key("required", "bool", "Whether it must be filled in. Default: false."),
    ),
}
