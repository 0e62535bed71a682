"use strict";
/*
 * Evaluates a rule's tree over answers: the twin of forms/rules.py, which says what a rule means, and of forms/rule_values.py.
 * tests/vectors/rules.json holds the twins together. No DOM, no eval. What few forms use, days, decimals and repeats, is in more/rules.js.
 */

const MAX_INT = Number.MAX_SAFE_INTEGER;

function evaluate(rule, answers) {
  const head = rule[0];
  switch (head) {
    case "name":
      return Object.prototype.hasOwnProperty.call(answers, rule[1]) ? answers[rule[1]] : null;
    case "lit":
      return rule[1];
    case "&&":
      return evaluate(rule[1], answers) === true && evaluate(rule[2], answers) === true;
    case "||":
      return evaluate(rule[1], answers) === true || evaluate(rule[2], answers) === true;
    case "!":
      return evaluate(rule[1], answers) !== true;
    case "?:":
      return evaluate(evaluate(rule[1], answers) === true ? rule[2] : rule[3], answers);
    case "list":
      return rule.slice(1).map((item) => evaluate(item, answers));
    case "call":
      return CALLS[rule[1]](...rule.slice(2).map((item) => evaluate(item, answers)));
    case "each":
      return each(rule, answers);
    case "neg":
      return whole(evaluate(rule[1], answers), 0, (a) => -a);
    default:
      return BINARY[head](evaluate(rule[1], answers), evaluate(rule[2], answers));
  }
}

function holds(rule, answers) {
  return !rule || evaluate(rule, answers) === true;
}

function safe(result) {
  // A result that a double cannot hold exactly is beyond the limit even after rounding. Adding 0 turns -0 into 0.
  return result >= -MAX_INT && result <= MAX_INT ? result + 0 : null;
}

function whole(left, right, operation) {
  return left === null || right === null ? null : safe(operation(left, right));
}

function finite(left, right, operation) {
  if (left === null || right === null) return null;
  const result = operation(left, right) + 0;
  return Number.isFinite(result) ? result : null;
}

function same(left, right) {
  if (!Array.isArray(left) || !Array.isArray(right)) return left === right;
  return left.length === right.length && left.every((item, index) => same(item, right[index]));
}

/* Negative, zero or positive; null where one is unanswered. Texts by code points, which is not the order of UTF-16. */
function order(left, right) {
  if (left === null || right === null) return null;
  if (typeof left !== "string") return left - right;
  const [a, b] = [[...left], [...right]];
  const index = a.findIndex((character, at) => character !== b[at]);
  if (index < 0 || index >= b.length) return a.length - b.length;
  return a[index].codePointAt(0) - b[index].codePointAt(0);
}

function compared(left, right, test) {
  const result = order(left, right);
  return result !== null && test(result);
}

const BINARY = {
  "==": same,
  "!=": (a, b) => !same(a, b),
  "<": (a, b) => compared(a, b, (o) => o < 0),
  "<=": (a, b) => compared(a, b, (o) => o <= 0),
  ">": (a, b) => compared(a, b, (o) => o > 0),
  ">=": (a, b) => compared(a, b, (o) => o >= 0),
  "+": (a, b) => whole(a, b, (x, y) => x + y),
  "-": (a, b) => whole(a, b, (x, y) => x - y),
  "*": (a, b) => whole(a, b, (x, y) => x * y),
  // The remainder of doubles is exact, so the division of what is left is exact too.
  "/": (a, b) => (b === 0 ? null : whole(a, b, (x, y) => (x - (x % y)) / y)),
  "%": (a, b) => (b === 0 ? null : whole(a, b, (x, y) => x % y)),
  "+.": (a, b) => finite(a, b, (x, y) => x + y),
  "-.": (a, b) => finite(a, b, (x, y) => x - y),
  "*.": (a, b) => finite(a, b, (x, y) => x * y),
  "/.": (a, b) => finite(a, b, (x, y) => x / y),
  "++": (a, b) => (a === null || b === null ? null : a.concat(b)),
  in: (item, items) => item !== null && items !== null && items.some((other) => same(item, other)),
};

function known(calculate, otherwise = null) {
  return (...values) => (values.includes(null) ? otherwise : calculate(...values));
}

const CALLS = {
  // Characters as people count them: code points, not UTF-16 units.
  size: (value) => (value === null ? 0 : [...value].length),
  startsWith: known((text, part) => text.startsWith(part), false),
  endsWith: known((text, part) => text.endsWith(part), false),
  contains: known((text, part) => text.includes(part), false),
};
