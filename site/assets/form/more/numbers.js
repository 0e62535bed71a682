/*
 * Numbers with decimals, amounts, months and times: the twin of forms/numbers.py and forms/days.py; see ../kinds.js.
 */

const PLAIN_NUMBER = /^([+-]?)([0-9]+)(?:[.,]([0-9]+))?$/;
const GROUPED_NUMBER = /^([+-]?)([1-9][0-9]{0,2}([., ])[0-9]{3}(?:\3[0-9]{3})*)(?:(?!\3)[.,]([0-9]+))?$/;

/** Sign, digits before and after the comma without idle zeros, and the three digits that may be thousands as well. */
function decimalParts(raw) {
  const plain = PLAIN_NUMBER.exec(raw);
  const [, sign, digits, mark, fraction = ""] = plain ? [plain[0], plain[1], plain[2], "", plain[3]] : GROUPED_NUMBER.exec(raw) || [];
  if (digits === undefined) return null;
  const alone = plain && fraction.length === 3 && digits[0] !== "0" && digits.length <= 3 ? fraction : "";
  const whole = digits.split(mark || " ").join("").replace(/^0+/, "");
  return { sign, whole, fraction: fraction.replace(/0+$/, ""), alone };
}

function parseNumber(field, raw) {
  const places = field.decimals === undefined ? 2 : field.decimals;
  const parts = decimalParts(raw);
  if (!parts || (parts.alone && (places < 3 || raw.includes(".")))) return refused("not_a_decimal");
  if (parts.fraction.length > places) return refused("too_many_decimals", { decimals: places });
  if (parts.whole.length + parts.fraction.length > 15) return refused("not_a_decimal");
  const value = (parts.whole || "0") + (parts.fraction && `.${parts.fraction}`);
  const signed = parts.sign === "-" && value !== "0" ? `-${value}` : value;
  return within(field, signed, Number(signed));
}

function parseMoney(field, raw) {
  const match = /^(?:€ ?)?([^€A-Za-z]+?)(?: ?(?:€|[Ee][Uu][Rr][Oo]?))?$/.exec(raw);
  const parts = match && decimalParts(match[1]);
  if (!parts || (parts.alone && raw.includes(","))) return refused("not_an_amount");
  const whole = (parts.whole + parts.alone).replace(/^0+/, "");
  const fraction = parts.alone ? "" : parts.fraction;
  if (fraction.length > 2 || whole.length + 2 > 15) return refused("not_an_amount");
  // Adding 0 turns -0 into 0.
  const value = Number(`${parts.sign}${whole}${fraction.padEnd(2, "0")}`) + 0;
  const minimum = field.minimum || 0;
  if (value < minimum) return refused("below_amount", { amount: minimum });
  if (field.maximum !== undefined && value > field.maximum) return refused("above_amount", { amount: field.maximum });
  return accepted(value);
}

function parseMonth(field, raw, today) {
  const iso = /^([0-9]{4})-([0-9]{2})$/.exec(raw);
  const german = /^([0-9]{1,2}) ?[/.] ?([0-9]{4})$/.exec(raw);
  if (!iso && !german) return refused("not_a_month");
  const [year, number] = iso ? iso.slice(1) : german.slice(1).reverse();
  if (+year < 1800 || +year > 2200 || +number < 1 || +number > 12) return refused("not_a_month");
  const value = `${year}-${number.padStart(2, "0")}`;
  const limit = (count) => (count === undefined ? value : counted(today, count).slice(0, 7));
  if (value < limit(field.earliest)) return refused("too_early_month", { month: limit(field.earliest) });
  if (value > limit(field.latest)) return refused("too_late_month", { month: limit(field.latest) });
  return accepted(value);
}

function parseTime({ minimum, maximum }, raw) {
  const match = /^([01]?[0-9]|2[0-3])(?:[:.]([0-5][0-9]))?( ?[Uu]hr)?$/.exec(raw);
  if (!match || !(match[2] || match[3])) return refused("not_a_time");
  const value = `${match[1].padStart(2, "0")}:${match[2] || "00"}`;
  if (minimum !== undefined && value < minimum) return refused("too_early_time", { time: minimum });
  if (maximum !== undefined && value > maximum) return refused("too_late_time", { time: maximum });
  return accepted(value);
}

Object.assign(PARSERS, { number: parseNumber, money: parseMoney, month: parseMonth, time: parseTime });
