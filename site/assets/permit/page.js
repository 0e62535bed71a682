/**
 * The page on which inspectors check permits: the code's text stands behind the `#` of the address, so that no server reads it. Keys
 * and withdrawn permits come from the network or, by `permit_offline.js`, from the phone. The steps are those of `receipts/permit.py`.
 */

const PERMIT_HEADER = { alg: /^ES256$/, kid: THUMBPRINT, typ: /^permit\+jwt$/ };
const DAY = /^\d{4}-\d\d-\d\d$/;
const PERMIT_PAYLOAD = {
  num: NUMBER,
  pla: TEXT,
  zon: TEXT,
  von: DAY,
  bis: DAY,
  iat: (value) => fits(value, INT) && value >= 0 && value < 253402300800,
  rdg: THUMBPRINT,
};

/** Fetch keys and withdrawn permits, with the moment from which they are. Rejects where one is out of reach or not in shape. */
async function loadPermitTrust() {
  const answers = await Promise.all([KEYS, WITHDRAWN].map((address) => fetch(address, { cache: "no-store", credentials: "omit" })));
  if (!answers.every((answer) => answer.ok)) throw new Error("not published");
  const [keys, withdrawn] = await Promise.all(answers.map((answer) => answer.json()));
  const right = fits(keys, { keys: [keyFits] }) && fits(withdrawn, { withdrawn: [WITHDRAWN_SHAPE] });
  if (!right) throw new Error("not as we publish");
  const stand = Date.parse(answers[1].headers.get("date") || "");
  return { keys: await Promise.all(keys.keys.map(readKey)), withdrawn: withdrawn.withdrawn, stand };
}

/** Return the day in Germany, as ISO text. */
function today(now = new Date()) {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Berlin" }).format(now);
}

/** Return what is to be said of the permit in `text`: the answer, and what it says where it is ours. */
async function checkPermit(text, trust, day = today()) {
  const token = cutToken(tokenIn(text));
  const header = token && parseStrictly(token.header);
  if (!fits(header, PERMIT_HEADER)) return { answer: "malformed" };
  const key = trust.keys.find(({ kid }) => kid === header.kid);
  if (!key || !(await isSignedBy(key, token.signature, token.signed))) return { answer: "foreign" };
  const says = parseStrictly(token.payload);
  if (!fits(says, PERMIT_PAYLOAD)) return { answer: "malformed" };
  if (!isValidAt(key, says.iat * 1000)) return { answer: "foreign" };
  if (trust.withdrawn.some(({ receipt }) => receipt === says.rdg)) return { answer: "withdrawn", says };
  if (day < says.von) return { answer: "not_yet", says };
  return { answer: day > says.bis ? "expired" : "valid", says };
}

function startPermitPage() {
  const root = document.querySelector("[data-permit]");
  if (!root) return;
  const [text, button, facts, compare] = ["text", "button", "facts", "compare"].map((id) => document.getElementById(`permit-${id}`));
  const style = new Intl.DateTimeFormat(root.lang, { dateStyle: "long", timeZone: "UTC" });
  let latest = 0;

  async function show(typed) {
    const mine = ++latest;
    let found = { answer: "no_trust" };
    try {
      const trust = await loadPermitTrust();
      sayStand(trust.stand);
      found = await checkPermit(typed, trust);
    } catch {
      // No keys, or a browser without WebCrypto: the answer says so.
    }
    if (mine !== latest) return;
    for (const banner of root.querySelectorAll("[data-answer]")) banner.hidden = banner.dataset.answer !== found.answer;
    facts.hidden = compare.hidden = !found.says;
    if (!found.says) return;
    const { pla, zon, von, bis, num } = found.says;
    const [first, last] = [von, bis].map((day) => style.format(new Date(`${day}T00:00:00Z`)));
    for (const [name, value] of Object.entries({ plate: pla, zone: zon, first, last, number: num })) {
      facts.querySelector(`[data-fact="${name}"]`).textContent = value;
    }
  }

  function sayStand(stand) {
    const line = document.getElementById("permit-stand");
    const day = new Intl.DateTimeFormat(root.lang, { dateStyle: "long", timeStyle: "short", timeZone: "Europe/Berlin" });
    if (!Number.isNaN(stand)) line.textContent = line.dataset.stand.replace("{day}", day.format(stand));
  }

  function showAddress() {
    const token = location.hash.slice(1);
    if (token && !document.getElementById(token)) show((text.value = token));
  }
  button.addEventListener("click", () => text.value.trim() && show(text.value));
  addEventListener("hashchange", showAddress);
  showAddress();
  keepOffline(document.getElementById("permit-offline"));
}

/** Let the browser keep the page, and say whether it does. */
async function keepOffline(line) {
  try {
    await navigator.serviceWorker.register("offline.js", { updateViaCache: "none" });
    await navigator.serviceWorker.ready;
    line.textContent = line.dataset.ready;
  } catch {
    line.textContent = line.dataset.not;
  }
}

document.addEventListener("DOMContentLoaded", startPermitPage);
