/*
 * The functions of rules that few forms use: repeats, decimal numbers, days and times. Joined to those of rules.js; only forms whose rules
 * need them load this file.
 */

const MAX_SEARCHED = 250;
const NUMBER = /^[+-]?[0-9]{1,400}(\.[0-9]{1,400})?([eE][+-]?[0-9]{1,4})?$/;
const WHOLE = /^[+-]?[0-9]{1,16}$/;
const DAY_MS = 86400000;

function each([, verb, list, body, name, ...hidden], answers) {
  const items = evaluate(list, answers) || [];
  const given = (item) => evaluate(body, inside(item, name, hidden, answers));
  const met = (item) => given(item) === true;
  switch (verb) {
    case "any":
      return items.some(met);
    case "all":
      return items.every(met);
    case "map":
      return items.map(given);
    case "filter":
      return items.filter(met);
    case "sum":
    case "sum.":
      return items.map(given).reduce(BINARY[verb === "sum" ? "+" : "+."], 0);
    case "count":
      return items.filter(met).length;
    default:
      return items.filter(met).length === 1;
  }
}

/* What a rule sees inside a repeat: the entry's fields, or the item by its name, then the names around it. */
function inside(item, name, hidden, answers) {
  const scope = Object.assign(Object.create(null), answers);
  if (name === null) {
    for (const field of hidden) scope[field] = null;
    return Object.assign(scope, item);
  }
  if (item === null || typeof item !== "object" || Array.isArray(item)) scope[name] = item;
  else for (const field of Object.keys(item)) scope[`${name}.${field}`] = item[field];
  return scope;
}

/* A number as it is written: its digits and the power of ten that they are multiplied by. */
function decimal(value) {
  const [digits, exponent] = String(value).split("e");
  const [before, after] = digits.split(".");
  return [BigInt(before + (after || "")), Number(exponent || 0) - (after || "").length];
}

function numberText(value) {
  const [digits, power] = decimal(Math.abs(value));
  const sign = value < 0 ? "-" : "";
  if (power >= 0) return sign + String(digits * 10n ** BigInt(power));
  const text = String(digits).padStart(1 - power, "0");
  return `${sign}${text.slice(0, power)}.${text.slice(power)}`;
}

/* `value` as it is written, times `factor`, rounded half away from zero; null where it is too large. */
function scaled(value, factor) {
  const [digits, power] = decimal(value);
  const product = digits * BigInt(factor);
  if (power >= 0) return safe(Number(product * 10n ** BigInt(power)));
  const divisor = 10n ** BigInt(-power);
  const amount = ((product < 0n ? -product : product) * 2n + divisor) / (divisor * 2n);
  return safe(Number(product < 0n ? -amount : amount));
}

function rounded(value, places) {
  if (places === undefined) return scaled(value, 1);
  const result = scaled(value, 10 ** places);
  return result === null ? value : result / 10 ** places;
}

function toDouble(value) {
  if (value === null || (typeof value === "string" && !NUMBER.test(value))) return null;
  const number = Number(value) + 0;
  return Number.isFinite(number) ? number : null;
}

function toInt(value) {
  if (value === null || (typeof value === "string" && !WHOLE.test(value))) return null;
  return safe(Math.trunc(Number(value)));
}

function isoDay(milliseconds) {
  const text = new Date(milliseconds);
  const year = Number.isNaN(text.getTime()) ? 0 : text.getUTCFullYear();
  return year >= 1 && year <= 9999 ? text.toISOString().slice(0, 10) : null;
}

/* A day as milliseconds since 1970, or null where the calendar has no such day. */
function day(text) {
  const moment = new Date(0).setUTCFullYear(Number(text.slice(0, 4)), Number(text.slice(5, 7)) - 1, Number(text.slice(8)));
  return isoDay(moment) === text ? moment : null;
}

function on(calculate) {
  return (...values) => {
    const days = values.map((value) => (typeof value === "string" ? day(value) : value));
    return days.includes(null) ? null : calculate(...days);
  };
}

function addMonths(moment, months) {
  const from = new Date(moment);
  const index = from.getUTCFullYear() * 12 + from.getUTCMonth() + months;
  const year = Math.floor(index / 12);
  if (year < 1 || year > 9999) return null;
  const last = new Date(0).setUTCFullYear(year, (((index % 12) + 12) % 12) + 1, 0);
  const date = Math.min(from.getUTCDate(), new Date(last).getUTCDate());
  return isoDay(new Date(last).setUTCDate(date));
}

/* Full years. Who was born on 29 February has the birthday on 1 March in other years (§§ 187, 188 BGB). */
function age(born, today) {
  const [from, to] = [new Date(born), new Date(today)];
  const months = to.getUTCMonth() - from.getUTCMonth();
  const before = months < 0 || (months === 0 && to.getUTCDate() < from.getUTCDate());
  return to.getUTCFullYear() - from.getUTCFullYear() - (before ? 1 : 0);
}

function minutes(time) {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

Object.assign(CALLS, {
  matches: known((text, pattern) => [...text].length <= MAX_SEARCHED && new RegExp(pattern, "su").test(text), false),
  double: toDouble,
  int: toInt,
  string: known((value) => (typeof value === "number" ? numberText(value) : String(value))),
  round: known(rounded),
  floor: known((value) => safe(Math.floor(value))),
  ceil: known((value) => safe(Math.ceil(value))),
  min: known((...values) => values.reduce((a, b) => (order(b, a) < 0 ? b : a))),
  max: known((...values) => values.reduce((a, b) => (order(b, a) > 0 ? b : a))),
  times: known((cents, factor) => scaled(factor, cents)),
  age: on(age),
  days_between: on((start, end) => Math.round((end - start) / DAY_MS)),
  add_days: on((moment, days) => isoDay(moment + days * DAY_MS)),
  add_months: on(addMonths),
  add_years: on((moment, years) => addMonths(moment, years * 12)),
  weekday: on((moment) => new Date(moment).getUTCDay() || 7),
  year: known((text) => Number(text.slice(0, 4))),
  month: known((text) => text.slice(0, 7)),
  minutes_between: known((start, end) => minutes(end) - minutes(start)),
});
