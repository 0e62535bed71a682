"use strict";
/*
 * Judges what was filled in, as the server does: the twin of forms/validate.py, with the same codes and parameters.
 * kinds.js has the parsers; tests/vectors/fields.json holds the twins together. Pure functions over plain data: no DOM. The server judges
 * again in any case.
 *
 *   validate(form, raw, today)  form as in the page's data block, raw {name: [text, …]}, today "2026-11-22"
 *                               gives {answers, errors: [{field, code, params}], ignored: [name], applying: Set of names, values}
 *                               names in a repeating group are <group>-<number>-<field>; applying holds sections and groups as well,
 *                               values what was calculated, by name
 */

const SPACE = "[ \\t\\n\\r\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
// Signs that turn the direction of what follows.
const TURNING = /[\u202a-\u202e\u2066-\u2069]/g;
const SPACES = new RegExp(SPACE, "g");
const OUTER_SPACE = new RegExp(`^${SPACE}|${SPACE}$`, "g");

function validate(form, raw, today) {
  const state = { raw, today, scope: scopeOf({ today }), errors: new Map(), ignored: [], applying: new Set(), values: {} };
  for (const section of form.sections) judgeSection(state, section);
  judgeChecks(state, form.checks, state.scope, "");
  const names = form.sections.flatMap((section) => section.fields).flatMap(namesOf);
  const errors = names.filter((name) => state.errors.has(name)).map((name) => state.errors.get(name));
  const answers = scopeOf(state.scope);
  delete answers.today;
  return { answers, errors, ignored: state.ignored, applying: state.applying, values: state.values };
}

/** Copy what rules may name; without a prototype, so that a question may have any id. */
function scopeOf(values) {
  return Object.assign(Object.create(null), values);
}

/** Give every name that an error can have, in page order. */
function namesOf(part) {
  if (part.kind === "group") return [part.id, ...part.fields.map((field) => field.id)];
  if (part.kind !== "repeat") return [part.id];
  const names = [part.id];
  for (let number = 1; number <= part.maximum; number += 1) names.push(...part.fields.map((field) => `${part.id}-${number}-${field.id}`));
  return names;
}

function judgeSection(state, section) {
  const applies = holds(section.show_if, state.scope);
  if (applies) state.applying.add(`section ${section.id}`);
  for (const part of section.fields) {
    const shown = applies && holds(part.show_if, state.scope);
    if (shown && ["group", "repeat"].includes(part.kind)) state.applying.add(part.id);
    if (part.kind === "repeat") {
      judgeEntries(state, part, shown);
    } else if (part.kind === "group") {
      for (const field of part.fields) judgeQuestion(state, field, field.id, state.scope, shown);
      judgeChecks(state, part.checks, state.scope, "");
    } else {
      judgeQuestion(state, part, part.id, state.scope, applies);
    }
  }
  judgeChecks(state, section.checks, state.scope, "");
}

function judgeQuestion(state, field, name, scope, around) {
  const applies = around && holds(field.show_if, scope);
  if (applies) state.applying.add(name);
  if (field.kind === "info") return;
  if (field.calculate) {
    const value = applies ? evaluate(field.calculate, scope) : null;
    if (value !== null) {
      const places = field.decimals === undefined ? 2 : field.decimals;
      scope[field.id] = field.kind === "number" ? numberText(rounded(value, places)) : value;
      state.values[name] = scope[field.id];
    }
    return;
  }
  const values = cleaned(field, name, state.raw);
  if (!applies) {
    if (values.length) state.ignored.push(name);
  } else if (!values.length) {
    if (field.required || (field.require_if && holds(field.require_if, scope))) fault(state, name, MISSING[field.kind] || "required");
  } else {
    const outcome = SEVERAL[field.kind] ? SEVERAL[field.kind](field, values) : PARSERS[field.kind](field, values[0], state.today);
    if (outcome.code) fault(state, name, outcome.code, outcome.params);
    else scope[field.id] = outcome.value;
  }
}

function judgeEntries(state, group, applies) {
  const own = new Set(group.fields.map((field) => field.id));
  const outer = scopeOf(Object.fromEntries(Object.entries(state.scope).filter(([name]) => !own.has(name))));
  const entries = [];
  const seen = new Set();
  const faults = state.errors.size;
  for (let number = 1; number <= group.maximum; number += 1) {
    const prefix = `${group.id}-${number}-`;
    const asked = group.fields.filter((field) => field.kind !== "info" && !field.calculate);
    const sent = asked.some((field) => cleaned(field, prefix + field.id, state.raw).length);
    // What is shown applies, though an empty entry does not count.
    const judged = sent || (applies && number <= group.minimum) ? state : { ...state, errors: new Map() };
    const scope = scopeOf(outer);
    for (const field of group.fields) judgeQuestion(judged, field, prefix + field.id, scope, applies);
    judgeChecks(judged, group.checks, scope, prefix);
    if (applies && sent) {
      const entry = scopeOf(Object.fromEntries(group.fields.filter((f) => f.id in scope).map((f) => [f.id, scope[f.id]])));
      entries.push(entry);
      judgeUnique(state, group, prefix, entry, seen);
    }
  }
  if (entries.length) state.scope[group.id] = entries;
  if (applies && entries.length < group.minimum && state.errors.size === faults) {
    fault(state, group.id, "too_few_entries", { minimum: group.minimum });
  }
}

function judgeUnique(state, group, prefix, entry, seen) {
  const values = (group.unique || []).map((name) => (name in entry ? entry[name] : null));
  if (values.every((value) => value === null)) return;
  const key = JSON.stringify(values);
  const name = prefix + group.unique[0];
  if (seen.has(key) && !state.errors.has(name)) fault(state, name, "not_unique");
  seen.add(key);
}

function judgeChecks(state, checks, scope, prefix) {
  for (const check of checks || []) {
    const at = prefix + check.at;
    const wrong = (name) => state.errors.has(prefix + name) || state.errors.has(name);
    if (!state.applying.has(at) || state.errors.has(at) || (check.names || []).some(wrong)) continue;
    const answered = (check.needs || []).every((name) => name in scope);
    if (answered && evaluate(check.rule, scope) !== true) fault(state, at, "check", { message: check.message });
  }
}

function fault(state, name, code, params) {
  state.errors.set(name, { field: name, code, params: params || {} });
}

function cleaned(field, name, raw) {
  const values = Object.prototype.hasOwnProperty.call(raw, name) ? raw[name] : [];
  return values.map(field.kind === "long_text" ? manyLines : singleLine).filter((text) => text !== "");
}

function plain(text) {
  return text.replace(TURNING, "").normalize("NFC");
}

function singleLine(text) {
  return plain(text).replace(SPACES, " ").replace(/^ +| +$/g, "");
}

function manyLines(text) {
  return plain(text.replace(/\r\n?/g, "\n")).replace(OUTER_SPACE, "");
}
