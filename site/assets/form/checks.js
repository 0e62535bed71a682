"use strict";
/*
 * Judges what was filled in, as the server does: the twin of forms/fields.py, forms/validate.py and forms/fees.py, with the same codes and
 * parameters. tests/vectors/fields.json holds the two together. Pure functions over plain data: no DOM. The server judges again in any case.
 *
 *   validate(form, raw, today)  form as in the page's data block, raw {id: [text, …]}, today "2026-11-22"
 *                               gives {answers, errors: [{field, code, params}], ignored: [id]}
 *   charge(form, answers)       gives [{id, label, cents}] or null where no amount can be said yet
 */

const SPACE = "[ \\t\\n\\r\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
const SPACES = new RegExp(SPACE, "g");
const OUTER_SPACE = new RegExp(`^${SPACE}|${SPACE}$`, "g");
const MAX_CENTS = 100000000;
const PLAIN_LABEL = /^[A-Za-z0-9-]{1,63}$/;
const LETTER_LABEL = /^[-\p{L}\p{M}\p{Nd}]+$/u;
const LOCAL_PART = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;

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
      const outcome = field.kind === "choices" ? choose(field, values) : PARSERS[field.kind](field, values[0], today);
      if (outcome.code) errors.push(fault(field, outcome.code, outcome.params));
      else answers[field.id] = outcome.value;
    }
  }
  return { answers, errors, ignored };
}

function charge(form, answers) {
  const lines = [];
  for (const fee of form.fees || []) {
    if (!holds(fee.show_if, answers)) continue;
    const cents = evaluate(fee.formula, answers);
    if (cents === null || cents < 0 || cents > MAX_CENTS) return null;
    lines.push({ id: fee.id, label: fee.label, cents });
  }
  return lines.reduce((sum, line) => sum + line.cents, 0) > MAX_CENTS ? null : lines;
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

function refused(code, params) {
  return { code, params };
}

function accepted(value) {
  return { value };
}

function characters(text) {
  return [...text].length;
}

function parseText(field, raw, longest) {
  const length = characters(raw);
  const maximum = field.max_length || longest;
  if (length > maximum) return refused("too_long", { maximum, length });
  if (field.min_length && length < field.min_length) return refused("too_short", { minimum: field.min_length, length });
  if (field.pattern && !new RegExp(`^(?:${field.pattern})$`, "u").test(raw)) return refused("pattern");
  return accepted(raw);
}

function parseEmail(field, raw) {
  const at = raw.lastIndexOf("@");
  const local = raw.slice(0, Math.max(at, 0));
  const domain = raw.slice(at + 1);
  const labels = domain.split(".");
  const right =
    at > 0 &&
    LOCAL_PART.test(local) &&
    local.length <= 64 &&
    labels.length >= 2 &&
    !/^[0-9]+$/.test(labels[labels.length - 1]) &&
    labels.every(isLabel) &&
    new TextEncoder().encode(raw).length <= 254;
  return right ? accepted(`${local}@${domain.toLowerCase()}`) : refused("not_an_email");
}

function isLabel(label) {
  if (label.startsWith("-") || label.endsWith("-")) return false;
  if (/^[\0-\x7f]*$/.test(label)) return PLAIN_LABEL.test(label);
  return characters(label) <= 30 && LETTER_LABEL.test(label);
}

function parsePhone(field, raw) {
  const digits = raw.replace(/[^0-9]/g, "").length;
  return /^\+?[0-9 ()/.-]+$/.test(raw) && digits >= 5 && digits <= 20 ? accepted(raw) : refused("not_a_phone");
}

function parseInteger(field, raw) {
  if (!/^[+-]?[0-9]{1,15}$/.test(raw)) return refused("not_a_number");
  // Adding 0 turns -0 into 0.
  const value = Number(raw) + 0;
  if (field.minimum !== undefined && value < field.minimum) return refused("below_minimum", { minimum: field.minimum });
  if (field.maximum !== undefined && value > field.maximum) return refused("above_maximum", { maximum: field.maximum });
  return accepted(value);
}

function parseDate(field, raw, today) {
  const value = toDate(raw);
  if (value === null) return refused("not_a_date");
  const earliest = field.earliest === undefined ? null : addDays(today, field.earliest);
  const latest = field.latest === undefined ? null : addDays(today, field.latest);
  if (earliest !== null && value < earliest) return field.earliest === 0 ? refused("in_the_past") : refused("too_early", { date: earliest });
  if (latest !== null && value > latest) return field.latest === 0 ? refused("in_the_future") : refused("too_late", { date: latest });
  return accepted(value);
}

function toDate(text) {
  const iso = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text);
  const german = /^([0-9]{1,2})\. ?([0-9]{1,2})\. ?([0-9]{4})$/.exec(text);
  if (!iso && !german) return null;
  const [year, month, day] = (iso ? iso.slice(1) : german.slice(1).reverse()).map(Number);
  if (year < 1800 || year > 2200) return null;
  const moment = new Date(Date.UTC(year, month - 1, day));
  return moment.getUTCMonth() === month - 1 && moment.getUTCDate() === day ? moment.toISOString().slice(0, 10) : null;
}

function addDays(day, days) {
  const moment = new Date(`${day}T00:00:00Z`);
  moment.setUTCDate(moment.getUTCDate() + days);
  return moment.toISOString().slice(0, 10);
}

function parseOption(field, raw) {
  return field.options.some((option) => option.value === raw) ? accepted(raw) : refused("not_an_option");
}

function parsePostcode(field, raw) {
  return /^(?!00)[0-9]{5}$/.test(raw) ? accepted(raw) : refused("not_a_postcode");
}

function choose(field, values) {
  const known = field.options.map((option) => option.value);
  if (values.some((value) => !known.includes(value))) return refused("not_an_option");
  const chosen = known.filter((value) => values.includes(value));
  if (field.minimum !== undefined && chosen.length < field.minimum) return refused("too_few", { minimum: field.minimum });
  if (field.maximum !== undefined && chosen.length > field.maximum) return refused("too_many", { maximum: field.maximum });
  return accepted(chosen);
}

const PARSERS = {
  text: (field, raw) => parseText(field, raw, 250),
  long_text: (field, raw) => parseText(field, raw, 5000),
  email: parseEmail,
  phone: parsePhone,
  integer: parseInteger,
  date: parseDate,
  yes_no: (field, raw) => (raw === "yes" || raw === "no" ? accepted(raw === "yes") : refused("not_an_option")),
  choice: parseOption,
  country: parseOption,
  postcode: parsePostcode,
  declaration: (field, raw) => (raw === "yes" ? accepted(true) : refused("not_an_option")),
};

const MISSING = {
  yes_no: "required_choice",
  choice: "required_choice",
  country: "required_choice",
  choices: "required_choices",
  declaration: "required_declaration",
};
