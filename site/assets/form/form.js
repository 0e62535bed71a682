/*
 * Makes the form page nicer; everything works without. Steps, the server's own checks before anything is sent, questions that appear when
 * they apply, the fee so far, a draft. What is sent stays the plain form post: questions that do not apply are disabled and keep what was typed.
 */

/** The lists of files, by the box of their question; made by files/files.js. */
const FILES = new WeakMap();

function startForm() {
  const form = document.querySelector("form[data-form]");
  const data = JSON.parse(document.getElementById("form-data").textContent);
  const say = (code, params = {}) => data.wording[code].replace(/\{(\w+)\}/g, (_, name) => params[name]);
  const parts = data.form.sections.flatMap((section) => section.fields).flatMap((part) => (part.kind === "group" ? part.fields : part));
  const groups = new Map(parts.filter((part) => part.kind === "repeat").map((group) => [group.id, group]));
  /** The boxes of the questions, by the names that are sent; entries of repeating groups come and go. */
  let boxes = new Map();
  function scan() {
    boxes = new Map([...form.querySelectorAll("[data-field]")].map((box) => [box.dataset.field, box]));
    for (const box of boxes.values()) {
      if (box.dataset.kind === "file" && !FILES.has(box)) makeFiles(box, say);
      if ("many" in box.dataset && !box.querySelector("[type=search]")) makeSearch(box, say);
    }
  }
  const boxOf = (name) => boxes.get(name) || form.querySelector(`[data-group="${name}"]`);
  const controls = (name) => [...boxes.get(name).querySelectorAll("input[name], select, textarea")];
  // A page that answers a post shows what was sent; only an empty form takes the draft.
  const answered = location.pathname === form.getAttribute("action");
  const plainTitle = document.title;
  const locale = data.lang === "de" ? "de-DE" : "en-GB";
  const euros = new Intl.NumberFormat(locale, { style: "currency", currency: "EUR" });
  const money = (cents) => euros.format(cents / 100);
  const note = makeNote();
  const asksForFiles = form.enctype === "multipart/form-data";
  let timer;

  const changed = () => {
    scan();
    refresh();
    schedule();
  };
  const entries = groups.size ? makeEntries(form, changed) : { room() {}, clear() {} };
  for (const root of [form, ...[...form.querySelectorAll("template")].map((template) => template.content)]) {
    for (const sentence of root.querySelectorAll(".applies")) sentence.remove();
    for (const box of root.querySelectorAll("[data-field]")) describe(box, root);
  }
  scan();
  const cost = makeCost(form, data, say, money);
  const steps = makeSteps(form, say);

  function typed() {
    const isOn = (control) => !["radio", "checkbox"].includes(control.type) || control.checked;
    const values = (name) => controls(name).filter(isOn).map((control) => control.value);
    return Object.fromEntries([...boxes].map(([name, box]) => [name, FILES.has(box) ? FILES.get(box).keys() : values(name)]));
  }

  /** Give the question that is sent as `name`. */
  function fieldOf(name) {
    const [group, , id] = name.split("-");
    return (groups.has(group) && id ? groups.get(group).fields : parts).find((part) => part.id === (id || name));
  }

  function fill(name, values) {
    if (FILES.has(boxes.get(name))) return FILES.get(boxes.get(name)).clear();
    for (const control of controls(name)) {
      if (["radio", "checkbox"].includes(control.type)) control.checked = values.includes(control.value);
      else control.value = values[0] || "";
    }
  }

  const today = () => new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Berlin" }).format();
  const judge = () => validate(data.form, typed(), today());

  /** Show the questions that apply now, and what it costs so far. */
  function refresh() {
    const { answers, applying, values } = judge();
    for (const [name, box] of boxes) {
      box.hidden = !applying.has(name);
      for (const control of controls(name)) control.disabled = box.hidden;
      const output = box.querySelector("output");
      if (output) output.textContent = name in values ? shown(fieldOf(name), values[name]) : "–";
    }
    for (const group of form.querySelectorAll("[data-group]")) group.hidden = !applying.has(group.dataset.group);
    cost.refresh(answers, today());
    steps.refresh();
  }

  /** Write a calculated value as people read it. */
  function shown(field, value) {
    if (field.kind === "money") return euros.format(value / 100);
    if (field.kind === "date") return new Date(value).toLocaleDateString(locale, { timeZone: "UTC" });
    if (typeof value === "boolean") return say(value ? "yes" : "no");
    return typeof value === "number" ? value.toLocaleString(locale) : value;
  }

  function clearErrors() {
    document.querySelectorAll("[data-error-summary]").forEach((summary) => summary.remove());
    document.title = plainTitle.replace(`${say("error_prefix")} `, "");
    for (const box of form.querySelectorAll("[data-field], [data-group]")) mark(box, "");
  }

  function mark(box, text) {
    const id = `f-${box.dataset.field || box.dataset.group}-error`;
    const old = document.getElementById(id);
    if (old) old.remove();
    box.classList.toggle("field--error", !!text);
    if (text) {
      const error = make("p", "error", ` ${text}`);
      error.id = id;
      error.prepend(make("span", "visually-hidden", say("error_prefix")));
      const above = box.dataset.group ? box.querySelector("h3") : box.querySelector(".hint") || box.querySelector("legend") || box.querySelector(":scope > label");
      if (above) above.after(error);
      else box.prepend(error);
    }
    if (box.dataset.group) return;
    for (const control of box.querySelectorAll("input[name]:not([type=radio]), select, textarea")) {
      if (text) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
    }
    describe(box);
  }

  function complain(errors) {
    clearErrors();
    const summary = make("div", "error-summary");
    const list = make("ul");
    const count = errors.length;
    summary.dataset.errorSummary = "";
    summary.tabIndex = -1;
    summary.setAttribute("role", "alert");
    for (const error of errors) {
      const box = boxOf(error.field);
      const field = fieldOf(error.field);
      const entry = box.closest("[data-entry]");
      const label = (entry ? `${entry.querySelector("legend").textContent}: ` : "") + (field.label || field.title);
      const link = make("a", "", `${label} – ${sentence(field, error)}`);
      const item = make("li");
      link.href = `#f-${error.field}`;
      item.append(link);
      list.append(item);
      mark(box, sentence(field, error));
    }
    const text = say(count === 1 ? "error_summary_one" : "error_summary_many", { count });
    summary.append(make("h2", "", say("error_summary")), make("p", "", text), list);
    document.querySelector("main").prepend(summary);
    document.title = `${say("error_prefix")} ${document.title}`;
    steps.show(boxOf(errors[0].field).closest("[data-section]"));
    summary.focus();
  }

  function sentence(field, { code, params }) {
    if (code === "pattern" && field.pattern_error) return field.pattern_error;
    if (field.limit_error && /^(above|below|in_the|too|file_too)_/.test(code)) return field.limit_error;
    if (field.error && /^(required|not_an?_|wrong_check_digits)/.test(code)) return field.error;
    return say(code, Object.fromEntries(Object.entries(params).map(([name, value]) => [name, inWords(name, value)])));
  }

  /** A parameter of an error as people read it; its name says what it is. */
  function inWords(name, value) {
    const german = data.lang === "de";
    if (name === "amount") return money(value);
    if (["minimum", "maximum"].includes(name)) return german ? String(value).replace(".", ",") : value;
    if (!["date", "month"].includes(name)) return value;
    if (name === "month" && german) return value.split("-").reverse().join("/");
    const style = { month: german ? "2-digit" : "long", year: "numeric", timeZone: "UTC" };
    if (name === "date") style.day = german ? "2-digit" : "numeric";
    return new Date(value).toLocaleDateString(german ? "de-DE" : "en-GB", style);
  }

  function save(checked) {
    clearTimeout(timer);
    timer = 0;
    const answers = typed();
    const unkept = ["info", "declaration", "signature", "file"];
    for (const [name, box] of boxes) if (unkept.includes(box.dataset.kind)) delete answers[name];
    const kept = writeDraft(data.form.id, data.form.digest, answers, checked === true);
    // Below the form: nothing is to move under the fingers of somebody who types.
    if (kept && note.box.hidden) {
      form.parentNode.insertBefore(note.box, form.nextSibling);
      note.tell(say("draft_kept") + (asksForFiles ? ` ${say("draft_no_files")}` : ""), true);
    }
  }

  function restore() {
    const draft = answered ? null : readDraft(data.form.id);
    const open = answered ? [] : parts.filter((part) => part.prefill);
    const linked = open.length ? linkedAnswers(open, today()) : {};
    for (const name of Object.keys(linked)) if (!draft || !(draft.answers[name] || []).length) fill(name, linked[name]);
    if (!draft) return;
    for (const name of Object.keys(draft.answers)) entries.room(name);
    scan();
    for (const name of boxes.keys()) if (Array.isArray(draft.answers[name])) fill(name, draft.answers[name]);
    const changed = draft.digest === data.form.digest ? "" : ` ${say("draft_changed")}`;
    note.tell(say("draft_restored") + changed, true);
  }

  /** Make the place where the draft is spoken of, with the button that deletes it. */
  function makeNote() {
    const box = make("div", "notice notice--info");
    const text = make("p");
    const remove = make("button", "button button--link", say("draft_delete"));
    box.dataset.draft = "";
    box.hidden = true;
    remove.type = "button";
    text.setAttribute("role", "status");
    box.append(text, remove);
    form.parentNode.insertBefore(box, form);
    const tell = (sentence, deletable) => {
      box.hidden = false;
      text.textContent = sentence;
      remove.hidden = !deletable;
    };
    remove.addEventListener("click", () => {
      if (!confirm(`${say("draft_delete")}?`)) return;
      clearTimeout(timer);
      timer = 0;
      dropDraft(data.form.id);
      entries.clear();
      scan();
      for (const name of boxes.keys()) fill(name, fieldOf(name).default || []);
      clearErrors();
      refresh();
      steps.show(null);
      tell(say("draft_deleted"), false);
      steps.focusHeading();
    });
    return { box, tell };
  }

  function schedule() {
    clearTimeout(timer);
    timer = setTimeout(save, 400);
  }

  form.addEventListener("input", () => {
    refresh();
    schedule();
  });
  addEventListener("pagehide", () => timer && save());
  // The browser puts back what was typed after scripts have run, and whole pages from memory.
  addEventListener("pageshow", refresh);
  addEventListener("popstate", ({ state }) => {
    const section = state && steps.named(state.section);
    if (!section) return;
    clearErrors();
    steps.show(section);
    steps.focusHeading();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-error-summary] a");
    const target = link && document.getElementById(link.hash.slice(1));
    if (!target) return;
    event.preventDefault();
    steps.show(target.closest("[data-section]"));
    target.focus();
  });
  form.addEventListener("submit", (event) => {
    refresh();
    const upload = event.submitter && event.submitter.name === "_upload" ? event.submitter.value : null;
    const last = upload !== null || steps.isLast();
    const inStep = ({ field, code }) => (upload !== null ? code.startsWith("file") : last || steps.current().contains(boxOf(field)));
    const found = judge().errors;
    const errors = (asksForFiles ? withFileFaults(found, boxes) : found).filter(inStep);
    if (!last || errors.length) event.preventDefault();
    if (errors.length) return complain(errors);
    clearErrors();
    if (last) save(upload === null);
    else steps.next();
  });

  const summary = document.querySelector("[data-error-summary]");
  const wrong = form.querySelector(".field--error");
  const uploaded = form.querySelector("input[autofocus]");
  const linked = steps.named(location.hash.replace("#s-", ""));
  restore();
  refresh();
  const known = history.state && steps.named(history.state.section);
  steps.show(wrong || uploaded ? (wrong || uploaded).closest("[data-section]") : linked || known || null);
  if (summary) summary.focus();
  else if (uploaded) uploaded.focus();
  else if (linked) steps.focusHeading();
}

/** Let the control, or the group of options, name what explains it and is there. */
function describe(box, root = document) {
  const id = `f-${box.dataset.field}`;
  const target = box.querySelector("fieldset") || box.querySelector(`[id="${id}"]`);
  if (!target) return;
  const parts = [`${id}-needed`, `${id}-hint`, `${id}-error`].filter((part) => root.querySelector(`[id="${part}"]`));
  if (parts.length) target.setAttribute("aria-describedby", parts.join(" "));
  else target.removeAttribute("aria-describedby");
}

function make(tag, look, text) {
  const element = document.createElement(tag);
  if (look) element.className = look;
  if (text) element.textContent = text;
  return element;
}

document.addEventListener("DOMContentLoaded", startForm);
