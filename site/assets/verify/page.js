/**
 * The verification page: takes a token from the address, pasted text or a file, and writes the answer in words. Nothing leaves
 * the browser; what is fetched is published and the same for everybody: keys, authorities, withdrawn receipts, and of the public
 * log the files of the receipt's day.
 */

function startVerifyPage() {
  const root = document.querySelector("[data-verify]");
  if (!root) return;
  const words = WORDS[document.documentElement.lang] || WORDS.de;
  const [file, text, button, result] = ["file", "text", "button", "result"].map((id) => document.getElementById(`verify-${id}`));
  let latest = 0;

  /** Show what `work` answers, unless something newer was asked meanwhile. */
  async function show(work, needsUnpacking = false) {
    const mine = ++latest;
    result.replaceChildren(make("p", "quiet", words.working));
    const verdict = await answer(work, needsUnpacking);
    if (mine !== latest) return;
    result.replaceChildren(...written(verdict, words));
    result.scrollIntoView({ block: "nearest" });
  }

  const showFile = (chosen) => show(async (trust) => verifyFile(await readFile(chosen), trust), true);
  const showText = (typed) => show((trust) => verifyToken(tokenIn(typed), trust));

  file.addEventListener("change", () => file.files.length && showFile(file.files[0]));
  button.addEventListener("click", () => {
    if (text.value.trim()) showText(text.value);
    else if (file.files.length) showFile(file.files[0]);
    else result.replaceChildren(make("p", "error", words.nothing));
  });
  root.addEventListener("dragover", (event) => event.preventDefault());
  root.addEventListener("drop", (event) => {
    event.preventDefault();
    const [dropped] = event.dataTransfer.files;
    const typed = event.dataTransfer.getData("text");
    if (dropped) showFile(dropped);
    else if (typed) showText((text.value = typed));
  });
  /** Verify the token after `#`, unless a link to a place on this page stands there. */
  function showAddress() {
    const token = location.hash.slice(1);
    if (token && !document.getElementById(token)) showText((text.value = token));
  }
  addEventListener("hashchange", showAddress);
  showAddress();
}

/** Return the answer of `work`, or why there is none; what is attached to a file must be unpacked, a token has nothing packed. */
async function answer(work, needsUnpacking) {
  const none = (code) => ({ kind: null, answer: "unknown", step: 0, code, facts: {} });
  if (!globalThis.crypto || !crypto.subtle || (needsUnpacking && !globalThis.DecompressionStream)) return none("no_crypto");
  let trust;
  try {
    trust = await loadTrust();
  } catch {
    return none("no_trust");
  }
  try {
    return await work(trust);
  } catch {
    return none("unreadable");
  }
}

/** Return the bytes of a file; of one that is too large only so many as tell that. */
async function readFile(file) {
  return new Uint8Array(await file.slice(0, MAX_FILE + 1).arrayBuffer());
}

/** Return the elements that say `verdict`. */
function written(verdict, words) {
  const [heading, meaning, advice] = words.answers[verdict.answer];
  const look = { genuine: "good", unknown: "waiting" }[verdict.answer] || "bad";
  const banner = make("div", `banner banner--${look}`);
  banner.dataset.answer = verdict.answer;
  banner.dataset.code = verdict.code;
  banner.dataset.step = verdict.step;
  if (verdict.facts.log) banner.dataset.log = verdict.facts.log;
  const why = words.codes[verdict.code] || words.withdrawn[verdict.facts.reason] || loggedInWords(verdict.facts, words);
  banner.append(make("h2", "", heading), make("p", "lead", meaning));
  if (why) banner.append(make("p", "", why));
  banner.append(make("p", "", advice));
  return [banner, ...writtenFacts(verdict.facts, words), ...writtenProof(verdict, words)];
}

/** Return what the log says of the receipt, or nothing where it was not asked. */
function loggedInWords({ log, log_index: index, log_size: size }, words) {
  return log && words.log[log][1].replace("{index}", index).replace("{size}", size);
}

function writtenFacts(facts, words) {
  const list = make("dl", "summary");
  for (const name of Object.keys(words.facts).filter((key) => facts[key] !== undefined)) {
    const row = make("div", "summary-row");
    const lines = [facts[name]].flat().map((value) => make("span", "summary-line", inWords(name, value, words)));
    const value = make("dd");
    value.append(...lines);
    row.append(make("dt", "", words.facts[name]), value);
    if (lines.length) list.append(row);
  }
  return list.children.length ? [list] : [];
}

function inWords(name, value, words) {
  if (name === "total_cents") {
    return new Intl.NumberFormat(words.locale, { style: "currency", currency: "EUR" }).format(value / 100);
  }
  if (!name.endsWith("_at")) return value;
  const style = { dateStyle: "long", timeStyle: "short", timeZone: "Europe/Berlin" };
  return new Intl.DateTimeFormat(words.locale, style).format(new Date(value));
}

/** Return the numbered steps, each with what came of it. */
function writtenProof({ kind, step, answer: outcome, facts }, words) {
  if (!kind) return [];
  const steps = make("ol", "proof");
  words[kind].forEach((sentence, index) => {
    const isLog = outcome === "genuine" && index + 1 === step;
    const passed = isLog ? facts.log === "logged" : outcome === "genuine" || index + 1 < step;
    const mark = passed ? "passed" : !isLog && index + 1 === step ? "failed" : "skipped";
    const item = make("li", `proof-step proof-step--${mark}`, `${sentence}: `);
    item.append(make("strong", "", isLog ? words.log[facts.log][0] : words.marks[mark]));
    steps.append(item);
  });
  const proof = make("details", "proof-details");
  proof.append(make("summary", "", words.proof), steps);
  return [proof];
}

function make(tag, look = "", text = "") {
  const element = document.createElement(tag);
  if (look) element.className = look;
  element.textContent = text;
  return element;
}

document.addEventListener("DOMContentLoaded", startVerifyPage);
