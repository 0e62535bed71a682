"use strict";
/*
 * What a service costs for given answers: the twin of forms/fees.py. tests/vectors/fees.json holds the two together. No DOM.
 *
 *   charge(form, answers, today)    gives {now: [{id, label, cents}], later: [{id, label, cents, price, due}]},
 *                                   or null where no amount can be said yet; later cents are null where the office decides
 *   costSoFar(form, answers, today) gives the same for the lines whose amount is known by now, and whether those are all
 */

const MAX_CENTS = 100000000;

function charge(form, answers, today) {
  const { now, later, all } = costSoFar(form, answers, today);
  const sum = (lines) => lines.reduce((cents, line) => cents + (line.cents || 0), 0);
  return all && sum(now) <= MAX_CENTS && sum(later) <= MAX_CENTS ? { now, later } : null;
}

function costSoFar(form, answers, today) {
  const fees = form.fees || [];
  const counting = fees.filter((fee) => (fee.valid_from || today) <= today && today <= (fee.valid_to || today));
  const scope = { ...answers, today };
  const lines = counting.filter((fee) => holds(fee.show_if, scope)).map((fee) => charged(fee, scope));
  const known = lines.filter((line) => line !== null);
  return {
    now: known.filter((line) => !("price" in line)),
    later: known.filter((line) => "price" in line),
    all: known.length === lines.length && fees.every((fee) => counting.some((other) => other.id === fee.id)),
  };
}

function charged(fee, scope) {
  const exemption = (fee.free || []).find((one) => holds(one.when, scope));
  if (exemption) return { id: fee.id, label: joined(fee.label, exemption.text), cents: 0 };
  const price = fee.prices.find((one) => holds(one.when, scope));
  const label = joined(fee.label, price.label);
  const cents = price.formula ? evaluate(price.formula, scope) : null;
  if (price.formula && !(Number.isInteger(cents) && cents >= 0 && cents <= MAX_CENTS)) return null;
  if (price.formula && fee.due === "now") return { id: fee.id, label, cents };
  return { id: fee.id, label, cents, price: price.text, due: fee.due_text };
}

function joined(label, detail) {
  return detail ? `${label} – ${detail}` : label;
}
