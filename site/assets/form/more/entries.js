/*
 * Lets the entries of repeating groups come and go: "add" copies the group's empty entry, "remove" takes one away and counts the later ones
 * anew. Without script the same two buttons ask the server. DOM only; what an entry means is judged in checks.js.
 */

function makeEntries(form, changed) {
  const groupOf = (element) => element.closest("[data-group]");
  const entriesOf = (group) => [...group.querySelectorAll("[data-entry]")];

  function add(group) {
    const number = entriesOf(group).length + 1;
    if (number > Number(group.dataset.maximum)) return null;
    const copy = group.querySelector("template").content.cloneNode(true).querySelector("[data-entry]");
    renumber(group, copy, 0, number);
    group.querySelector("template").before(copy);
    count(group);
    return copy;
  }

  function remove(entry) {
    const group = groupOf(entry);
    const later = entriesOf(group).slice(Number(entry.dataset.entry));
    entry.remove();
    for (const other of later) renumber(group, other, Number(other.dataset.entry), Number(other.dataset.entry) - 1);
    count(group);
    return group;
  }

  /** Give an entry another number in everything that names it. */
  function renumber(group, entry, from, to) {
    const id = group.dataset.group;
    const named = new RegExp(`(^|[ -])${id}-${from}(?=$|[ -])`, "g");
    for (const element of [entry, ...entry.querySelectorAll("*")]) {
      for (const attribute of [...element.attributes]) {
        if (attribute.name === "value" && !["_drop", "_upload"].includes(element.name)) continue;
        const text = attribute.value.replace(named, `$1${id}-${to}`);
        if (text !== attribute.value) element.setAttribute(attribute.name, text);
      }
    }
    entry.dataset.entry = to;
    for (const title of entry.querySelectorAll("[data-entry-title]")) title.textContent = `${group.dataset.label} ${to}`;
  }

  function count(group) {
    const number = entriesOf(group).length;
    group.querySelector("[name=_entries]").value = `${group.dataset.group}:${number}`;
    group.querySelector("[data-add]").hidden = number >= Number(group.dataset.maximum);
  }

  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add], [data-remove]");
    if (!button) return;
    event.preventDefault();
    const place = button.dataset.add === undefined ? remove(button.closest("[data-entry]")) : add(groupOf(button));
    changed();
    if (place) (place.dataset.group ? place.querySelector("h3") : place).focus();
  });

  return {
    /** Make room for the question that is sent as `name`, as a draft has it. */
    room(name) {
      const [id, number] = name.split("-");
      const group = number && form.querySelector(`[data-group="${id}"][data-kind=repeat]`);
      while (group && entriesOf(group).length < Number(number) && add(group));
    },
    /** Take away every entry that may go. */
    clear() {
      for (const button of [...form.querySelectorAll("[data-remove]")].reverse()) remove(button.closest("[data-entry]"));
    },
  };
}
