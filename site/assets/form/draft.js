/*
 * Keeps what was typed on the citizen's own device until it is sent, per form, for 30 days at most. Everything here may fail, in a
 * private window or when the device is full; then there is no draft and nothing else changes. A statement that people confirm is not
 * kept: it is made anew. `checked` marks a draft that went to the check page as it is: the page of a case (status.js) removes only such a draft.
 */

const DRAFT_DAYS = 30;

function draftKey(formId) {
  return `schalter:draft:${formId}`;
}

function readDraft(formId) {
  try {
    const draft = JSON.parse(localStorage.getItem(draftKey(formId)));
    if (draft && Date.now() - draft.saved < DRAFT_DAYS * 86400000) return draft;
    dropDraft(formId);
  } catch {
    // No storage, or not ours: no draft.
  }
  return null;
}

function writeDraft(formId, digest, answers, checked) {
  try {
    localStorage.setItem(draftKey(formId), JSON.stringify({ digest, answers, checked, saved: Date.now() }));
    return true;
  } catch {
    return false;
  }
}

function dropDraft(formId) {
  try {
    localStorage.removeItem(draftKey(formId));
  } catch {
    // Nothing was kept.
  }
}
