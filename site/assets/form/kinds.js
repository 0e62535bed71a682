/*
 * What each kind of question accepts: the twin of forms/fields.py and what it names (texts, numbers, days). Here are the kinds of every form;
 * more/numbers.js and more/identifiers.js have the others, which only the pages of forms that ask them load. tests/vectors/fields.json holds the
 * twins together.
 *
 *   PARSERS[kind](field, raw, today)  gives {value} or {code, params}
 *   SEVERAL[kind](field, values)      the same for kinds with several values
 *   MISSING[kind]                     the code for a required question that is not answered, where it is not "required"
 */

const PLAIN_LABEL = /^[A-Za-z0-9-]{1,63}$/;
const LETTER_LABEL = /^[-\p{L}\p{M}\p{Nd}]+$/u;
const LOCAL_PART = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;

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
  const right =
    at > 0 &&
    LOCAL_PART.test(local) &&
    local.length <= 64 &&
    isHost(domain) &&
    new TextEncoder().encode(raw).length <= 254;
  return right ? accepted(`${local}@${domain.toLowerCase()}`) : refused("not_an_email");
}

function isHost(domain) {
  const labels = domain.split(".");
  return labels.length >= 2 && !/^[0-9]+$/.test(labels[labels.length - 1]) && labels.every(isLabel);
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
  return within(field, value, value);
}

/** Return `value` if `number`, which is what it amounts to, is within the field's limits. */
function within({ minimum, maximum }, value, number) {
  if (minimum !== undefined && number < Number(minimum)) return refused("below_minimum", { minimum });
  if (maximum !== undefined && number > Number(maximum)) return refused("above_maximum", { maximum });
  return accepted(value);
}

function parseDate(field, raw, today) {
  const value = toDate(raw);
  if (value === null) return refused("not_a_date");
  const earliest = field.earliest === undefined ? null : counted(today, field.earliest);
  const latest = field.latest === undefined ? null : counted(today, field.latest);
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

/** The day that a limit is away from today: days, or [-16, "years"]. The same day of another month, or its last one. */
function counted(today, limit) {
  const moment = new Date(`${today}T00:00:00Z`);
  if (!Array.isArray(limit)) moment.setUTCDate(moment.getUTCDate() + limit);
  else {
    const day = moment.getUTCDate();
    moment.setUTCMonth(moment.getUTCMonth() + limit[0] * (limit[1] === "years" ? 12 : 1) + 1, 0);
    moment.setUTCDate(Math.min(day, moment.getUTCDate()));
  }
  return moment.toISOString().slice(0, 10);
}

function parseOption(field, raw) {
  return field.options.some((option) => option.value === raw) ? accepted(raw) : refused("not_an_option");
}

function parsePostcode(field, raw) {
  const match = /^(?:DE?-)?((?!00)[0-9]{2}) ?([0-9]{3})$/.exec(raw);
  return match ? accepted(match[1] + match[2]) : refused("not_a_postcode");
}

function choose(field, values) {
  const known = field.options.map((option) => option.value);
  if (values.some((value) => !known.includes(value))) return refused("not_an_option");
  const chosen = known.filter((value) => values.includes(value));
  if (field.minimum !== undefined && chosen.length < field.minimum) return refused("too_few", { minimum: field.minimum });
  if (field.maximum !== undefined && chosen.length > field.maximum) return refused("too_many", { maximum: field.maximum });
  return accepted(chosen);
}

const SEVERAL = { choices: choose };

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
  nationality: parseOption,
  postcode: parsePostcode,
  declaration: (field, raw) => (raw === "yes" ? accepted(true) : refused("not_an_option")),
};

const MISSING = {
  yes_no: "required_choice",
  choice: "required_choice",
  country: "required_choice",
  nationality: "required_choice",
  choices: "required_choices",
  declaration: "required_declaration",
};
