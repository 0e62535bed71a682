"use strict";
/*
 * Judges what was filled in, as the server does: the twin of forms/validate.py, with the same codes and parameters.
 * kinds.js has the parsers; tests/vectors/fields.json holds the twins together. Pure functions over plain data: no DOM. The server judges
 * again in any case.
 *
 *   validate(form, raw, today)  form as in the page's data block, raw {id: [text, …]}, today "2026-11-22"
 *                               gives {answers, errors: [{field, code, params}], ignored: [id]}
 */

const SPACE = "[ \\t\\n\\r\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
const SPACES = new RegExp(SPACE, "g");
const OUTER_SPACE = new RegExp(`^${SPACE}|${SPACE}$`, "g");

function validate(form, raw, today) {
  const answers = Object.create(null);
  const errors = [];
  const ignored = [];
  for (const field of questions(form)) {
    const values = cleaned(field, raw);
    if (!holds(field.show_if, answers)) {
      if (values.length) ignored.push(field.id);
    } else if (!values.length) {
      if (field.required) errors.push(fault(field, MISSING[field.kind] || "required"));
    } else {
      const outcome = SEVERAL[field.kind] ? SEVERAL[field.kind](field, values) : PARSERS[field.kind](field, values[0], today);
      if (outcome.code) errors.push(fault(field, outcome.code, outcome.params));
      else answers[field.id] = outcome.value;
    }
  }
  return { answers, errors, ignored };
}

function questions(form) {
  return form.sections.flatMap((section) => section.fields).filter((field) => field.kind !== "info");
}

function fault(field, code, params) {
  return { field: field.id, code, params: params || {} };
}

function cleaned(field, raw) {
  const values = Object.prototype.hasOwnProperty.call(raw, field.id) ? raw[field.id] : [];
  return values.map(field.kind === "long_text" ? manyLines : singleLine).filter((text) => text !== "");
}

function singleLine(text) {
  return text.normalize("NFC").replace(SPACES, " ").replace(/^ +| +$/g, "");
}

function manyLines(text) {
  return text.replace(/\r\n?/g, "\n").normalize("NFC").replace(OUTER_SPACE, "");
}
