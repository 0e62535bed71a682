"use strict";
/*
 * Evaluates a rule's tree over answers: the twin of forms/rules.py, which says what a rule means.
 * tests/vectors/rules.json holds the two together. No DOM, no eval.
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
    case "neg":
      return whole(evaluate(rule[1], answers), 0, (a) => -a);
    default:
      return BINARY[head](evaluate(rule[1], answers), evaluate(rule[2], answers));
  }
}

function holds(rule, answers) {
  return !rule || evaluate(rule, answers) === true;
}

function whole(left, right, operation) {
  if (left === null || right === null) return null;
  // A result that a double cannot hold exactly is beyond the limit even after rounding. Adding 0 turns -0 into 0.
  const result = operation(left, right) + 0;
  return result >= -MAX_INT && result <= MAX_INT ? result : null;
}

const BINARY = {
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  "<": (a, b) => a !== null && b !== null && a < b,
  "<=": (a, b) => a !== null && b !== null && a <= b,
  ">": (a, b) => a !== null && b !== null && a > b,
  ">=": (a, b) => a !== null && b !== null && a >= b,
  "+": (a, b) => whole(a, b, (x, y) => x + y),
  "-": (a, b) => whole(a, b, (x, y) => x - y),
  "*": (a, b) => whole(a, b, (x, y) => x * y),
  // The remainder of doubles is exact, so the division of what is left is exact too.
  "/": (a, b) => (b === 0 ? null : whole(a, b, (x, y) => (x - (x % y)) / y)),
  "%": (a, b) => (b === 0 ? null : whole(a, b, (x, y) => x % y)),
  in: (item, items) => item !== null && items !== null && items.includes(item),
};

const CALLS = {
  // Characters as people count them: code points, not UTF-16 units.
  size: (value) => (value === null ? 0 : [...value].length),
  startsWith: (text, part) => text !== null && part !== null && text.startsWith(part),
  endsWith: (text, part) => text !== null && part !== null && text.endsWith(part),
  contains: (text, part) => text !== null && part !== null && text.includes(part),
};
