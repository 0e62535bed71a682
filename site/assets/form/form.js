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
  const fields = data.form.sections.flatMap((section) => section.fields);
  const boxes = new Map(fields.map((field) => [field.id, form.querySelector(`[data-field="${field.id}"]`)]));
  const controls = (id) => [...boxes.get(id).querySelectorAll("input, select, textarea")];
  // A page that answers a post shows what was sent; only an empty form takes the draft.
  const answered = location.pathname === form.getAttribute("action");
  const plainTitle = document.title;
  const euros = new Intl.NumberFormat(data.lang === "de" ? "de-DE" : "en-GB", { style: "currency", currency: "EUR" });
  const money = (cents) => euros.format(cents / 100);
  const note = makeNote();
  const asksForFiles = fields.some((field) => field.kind === "file");
  let timer;

  for (const sentence of form.querySelectorAll(".applies")) sentence.remove();
  for (const box of form.querySelectorAll("[data-kind=file]")) makeFiles(box, say);
  fields.forEach((field) => describe(boxes.get(field.id)));
  const cost = makeCost(form, data, say, money);
  const steps = makeSteps(form, say);

  function typed() {
    const isOn = (control) => !["radio", "checkbox"].includes(control.type) || control.checked;
    const values = (id) => controls(id).filter(isOn).map((control) => control.value);
    return Object.fromEntries(fields.map(({ id }) => [id, FILES.has(boxes.get(id)) ? FILES.get(boxes.get(id)).keys() : values(id)]));
  }

  function fill(id, values) {
    if (FILES.has(boxes.get(id))) return FILES.get(boxes.get(id)).clear();
    for (const control of controls(id)) {
      if (["radio", "checkbox"].includes(control.type)) control.checked = values.includes(control.value);
      else control.value = values[0] || "";
    }
  }

  const today = () => new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Berlin" }).format();
  const judge = () => validate(data.form, typed(), today());

  /** Show the questions that apply now, and what it costs so far. */
  function refresh() {
    const { answers } = judge();
    for (const field of fields.filter((one) => one.show_if)) {
      const applies = holds(field.show_if, answers);
      boxes.get(field.id).hidden = !applies;
      for (const control of controls(field.id)) control.disabled = !applies;
    }
    cost.refresh(answers, today());
    steps.refresh();
  }

  function clearErrors() {
    document.querySelectorAll("[data-error-summary]").forEach((summary) => summary.remove());
    document.title = plainTitle.replace(`${say("error_prefix")} `, "");
    for (const box of boxes.values()) mark(box, "");
  }

  function mark(box, text) {
    const id = `f-${box.dataset.field}-error`;
    const old = document.getElementById(id);
    if (old) old.remove();
    box.classList.toggle("field--error", !!text);
    if (text) {
      const error = make("p", "error", ` ${text}`);
      error.id = id;
      error.prepend(make("span", "visually-hidden", say("error_prefix")));
      const above = box.querySelector(".hint") || box.querySelector("legend") || box.querySelector(":scope > label");
      if (above) above.after(error);
      else box.prepend(error);
    }
    for (const control of box.querySelectorAll("input:not([type=radio]), select, textarea")) {
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
      const field = fields.find((one) => one.id === error.field);
      const link = make("a", "", `${field.label} – ${sentence(field, error)}`);
      const item = make("li");
      link.href = `#f-${field.id}`;
      item.append(link);
      list.append(item);
      mark(boxes.get(field.id), sentence(field, error));
    }
    const text = say(count === 1 ? "error_summary_one" : "error_summary_many", { count });
    summary.append(make("h2", "", say("error_summary")), make("p", "", text), list);
    document.querySelector("main").prepend(summary);
    document.title = `${say("error_prefix")} ${document.title}`;
    steps.show(boxes.get(errors[0].field).closest("[data-section]"));
    summary.focus();
  }

  function sentence(field, { code, params }) {
    if (code === "pattern" && field.pattern_error) return field.pattern_error;
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
    for (const field of fields) if (["info", "declaration", "signature", "file"].includes(field.kind)) delete answers[field.id];
    const kept = writeDraft(data.form.id, data.form.digest, answers, checked === true);
    // Below the form: nothing is to move under the fingers of somebody who types.
    if (kept && note.box.hidden) {
      form.parentNode.insertBefore(note.box, form.nextSibling);
      note.tell(say("draft_kept") + (asksForFiles ? ` ${say("draft_no_files")}` : ""), true);
    }
  }

  function restore() {
    const draft = readDraft(data.form.id);
    if (!draft || answered) return;
    for (const field of fields) if (Array.isArray(draft.answers[field.id])) fill(field.id, draft.answers[field.id]);
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
      for (const field of fields) fill(field.id, field.default || []);
      clearErrors();
      refresh();
      steps.show(null);
      tell(say("draft_deleted"), false);
      steps.focusHeading();
    });
    return { box, tell };
  }

  form.addEventListener("input", () => {
    refresh();
    clearTimeout(timer);
    timer = setTimeout(save, 400);
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
    const inStep = ({ field, code }) => (upload !== null ? code.startsWith("file") : last || steps.current().contains(boxes.get(field)));
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
function describe(box) {
  const id = `f-${box.dataset.field}`;
  const target = box.querySelector("fieldset") || document.getElementById(id);
  if (!target) return;
  const parts = [`${id}-hint`, `${id}-error`].filter((part) => document.getElementById(part));
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
