"""Take the files of one form post: judge each, keep the good ones, and say which earlier ones are still there.

What comes out are answers as if keys had been typed: `forms.validate` judges number and presence, and knows nothing of files.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Protocol

from ..clock import Clock
from ..errors import SubmissionError
from ..forms.fields import Fault
from ..forms.file_types import MEGABYTE, REQUEST_MB, TYPES, judge_file, most_files
from ..forms.model import Field, Form, Group
from ..forms.plan import plan_of
from ..forms.validate import FieldError, Verdict
from ..outbox import Effect
from .store import Store
from .uploads import FORGET_AFTER, Upload, Uploads, can_be_a_key, clean_name, new_upload_key, question_of

#: Keys that one post may name: ten questions of ten files. Each is asked for in the store.
MAX_KEYS = 100
#: A store takes so many effects at once.
_EFFECTS_AT_ONCE = 20

Raw = Mapping[str, Sequence[str]]


class _SentFile(Protocol):  # `form_post.SentFile`
    @property
    def field(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def data(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Enclosed:
    """What became of the files of a post."""

    #: The answers, with the keys of the files that are there.
    raw: Raw
    #: Those files, by key.
    uploads: Mapping[str, Upload] = field(default_factory=lambda: MappingProxyType({}))
    errors: tuple[FieldError, ...] = ()

    def judged(self, verdict: Verdict, form: Form) -> Verdict:
        """Return ``verdict`` with the faults of files in their places; what is wrong with a file comes before its absence."""
        own = {error.field: error for error in self.errors}
        others = [error for error in verdict.errors if error.field not in own]
        order = {name: index for index, name in enumerate(plan_of(form).order)}
        both = sorted([*own.values(), *others], key=lambda error: order.get(error.field, len(order)))
        return replace(verdict, errors=tuple(both))


def file_questions(form: Form) -> Mapping[str, Field]:
    """Return the questions that ask for files, by their names (see :func:`~schalter.cases.uploads.question_of`)."""
    questions: dict[str, Field] = {}
    for part in form.questions():
        fields = {f"{part.id}-{field.id}": field for field in part.fields} if isinstance(part, Group) else {part.id: part}
        questions |= {name: field for name, field in fields.items() if field.kind == "file"}
    return questions


def look_up(form: Form, raw: Raw, *, uploads: Uploads, now: datetime, removed: Iterable[str] = ()) -> Enclosed:
    """Return the answers with those keys that are usable files of this form and question, and an error where one is gone.

    Args:
        form: the form as it is now.
        raw: answers as sent; hidden fields hold the keys.
        uploads: where pending uploads lie.
        now: the moment by which they expire.
        removed: keys of files that the citizen took away.

    Raises:
        SubmissionError: more keys than any page of ours sends (`too_large`).
    """
    questions, gone = file_questions(form), set(removed)
    names = [name for name in raw if question_of(name) in questions]
    if sum(len(raw[name]) for name in names) > MAX_KEYS:
        raise SubmissionError("too_large", limit=MAX_KEYS)
    kept: dict[str, Sequence[str]] = dict(raw)
    found: dict[str, Upload] = {}
    errors = []
    for name in names:
        wanted = [key for key in dict.fromkeys(raw[name]) if key and key not in gone]
        usable = {}
        for key in wanted:
            upload = uploads.find(key) if can_be_a_key(key) else None
            if upload is not None and upload.usable(form=form.id, field=question_of(name), now=now):
                usable[key] = upload
        if len(usable) < len(wanted):
            errors.append(FieldError(name, "file_gone"))
        kept[name] = tuple(usable)
        found |= usable
    return Enclosed(kept, found, tuple(errors))


def enclose(
    form: Form,
    raw: Raw,
    sent: Sequence[_SentFile],
    *,
    removed: Iterable[str],
    uploads: Uploads,
    store: Store,
    clock: Clock,
    other_version: bool = False,
) -> Enclosed:
    """Return :func:`look_up` of ``raw`` with the files of ``sent`` kept and added; a file with a fault is an error of its question.

    Raises:
        SubmissionError: a file for a question that asks for none (`unknown_field`), unless the page was of another version.
    """
    now = clock()
    before = look_up(form, raw, uploads=uploads, now=now, removed=removed)
    questions = file_questions(form)
    asked = [file for file in sent if question_of(file.field) in questions]
    if len(asked) < len(sent) and not other_version:
        raise SubmissionError("unknown_field")
    errors = {error.field: error for error in before.errors}
    good: list[tuple[str, Upload, bytes]] = []
    for file in asked:
        try:
            good.append((file.field, _judged(form, questions[question_of(file.field)], file, now=now), file.data))
        except Fault as fault:
            params = {"name": file.name.replace("\\", "/").rpartition("/")[2][:120], **fault.params}
            errors.setdefault(file.field, FieldError(file.field, fault.code, params))
    if sum(len(data) for _, _, data in good) > REQUEST_MB * MEGABYTE:
        name = good[0][0]
        return replace(before, errors=(FieldError(name, "files_too_large_together", {"maximum": REQUEST_MB}), *errors.values()))
    answers, found = dict(before.raw), dict(before.uploads)
    new = []
    for name, upload, data in good:
        most = most_files(questions[upload.field])
        kept = list(answers.get(name, ())) if most > 1 else []
        if upload.sha256 in {found[key].sha256 for key in answers.get(name, ())}:
            continue  # The same file once more, as after a reload.
        if len(kept) >= most:
            errors.setdefault(name, FieldError(name, "too_many_files", {"maximum": most}))
            continue
        answers[name] = (*kept, upload.key)
        found[upload.key] = upload
        new.append((upload, data))
    _keep(new, uploads=uploads, store=store)
    return Enclosed(answers, found, tuple(errors.values()))


def missing(form: Form, raw: Raw, uploads: Mapping[str, Upload]) -> tuple[FieldError, ...]:
    """Return an error for every question of ``raw`` with a key that is not among ``uploads``."""
    questions = file_questions(form)
    return tuple(
        FieldError(name, "file_gone")
        for name, keys in raw.items()
        if question_of(name) in questions and any(key and key not in uploads for key in keys)
    )


def _judged(form: Form, question: Field, file: _SentFile, *, now: datetime) -> Upload:
    type_ = judge_file(question, file.data)
    return Upload(
        key=new_upload_key(),
        form=form.id,
        field=question_of(file.field),
        name=clean_name(file.name, type_=type_),
        media_type=TYPES[type_].media_type,
        size=len(file.data),
        sha256=hashlib.sha256(file.data).hexdigest(),
        uploaded_at=now,
    )


def _keep(new: Sequence[tuple[Upload, bytes]], *, uploads: Uploads, store: Store) -> None:
    """Write first that each is to be forgotten, then keep it: whatever is cut off in between, nothing stays for ever."""
    effects = [Effect(f"forget-upload:{u.key}", "forget-upload", u.key, u.uploaded_at + FORGET_AFTER) for u, _ in new]
    for start in range(0, len(effects), _EFFECTS_AT_ONCE):
        store.commit(effects=effects[start : start + _EFFECTS_AT_ONCE])
    for upload, data in new:
        uploads.put(upload, data)
