/*
 * The page of a case: loads itself anew when the state changes, asking less and less often for about two minutes; removes the draft
 * that became this case (see form/draft.js); offers to copy the page's link.
 */

const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 10000;
const PATIENCE = 120000;
const SETTLED = ["done", "to_pay", "payment_failed"];

const COPY = { de: ["Link kopieren", "Der Link ist kopiert."], en: ["Copy link", "The link has been copied."] };

function startStatus() {
  const page = document.querySelector("[data-status]");
  dropSentDraft(page.dataset.formId);
  offerCopy(COPY[document.documentElement.lang] || COPY.de);
  // The page shows "waiting" after the return from the checkout although the case is still to be paid.
  const waits = page.querySelector(".banner--waiting") && new URLSearchParams(location.search).has("returned");
  if (waits || !SETTLED.includes(page.dataset.state)) watch(page.dataset.stateUrl, page.dataset.state, Date.now() + PATIENCE);
}

async function watch(url, shown, until) {
  for (let pause = FIRST_PAUSE; Date.now() < until; pause = Math.min(pause * 1.5, LONGEST_PAUSE)) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    if ((await currentState(url, shown)) !== shown) return location.reload();
  }
}

/** Return the case's state now; `shown` where it cannot be had. */
async function currentState(url, shown) {
  try {
    const answer = await fetch(url, { cache: "no-store" });
    return answer.ok ? (await answer.json()).state : shown;
  } catch {
    return shown;
  }
}

/** Remove the draft that was sent; one begun afterwards is not marked as checked and stays. */
function dropSentDraft(formId) {
  const key = `schalter:draft:${formId}`;
  try {
    if (JSON.parse(localStorage.getItem(key)).checked) localStorage.removeItem(key);
  } catch {
    // No draft, or no storage.
  }
}

function offerCopy([label, done]) {
  const link = document.querySelector(".keep-link a");
  if (!link || !navigator.clipboard) return;
  const button = document.createElement("button");
  const said = document.createElement("span");
  button.type = "button";
  button.className = "button button--secondary";
  button.textContent = label;
  said.setAttribute("role", "status");
  said.className = "quiet";
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(link.href);
      said.textContent = done;
    } catch {
      getSelection().selectAllChildren(link);
    }
  });
  link.parentNode.after(button, said);
}

document.addEventListener("DOMContentLoaded", startStatus);
