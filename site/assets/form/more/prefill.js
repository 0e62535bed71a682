/*
 * What a link fills in: `…/antrag/?art=neu`. Only questions that the form opens for it, and only what their own checks take.
 */

/** Give the answers, by question, that the page's address holds for `fields`, which are open to it. */
function linkedAnswers(fields, today) {
  const asked = new URLSearchParams(location.search);
  const found = {};
  for (const field of fields.filter((one) => asked.has(one.id))) {
    const raw = { [field.id]: asked.getAll(field.id) };
    const alone = { sections: [{ fields: [{ ...field, show_if: undefined, require_if: undefined, check: undefined }] }] };
    if (!validate(alone, raw, today).errors.length) found[field.id] = raw[field.id];
  }
  return found;
}
