/*
 * A search above a long list: of a select, or of many boxes to tick. The list stays what it is; what does not fit is not shown meanwhile,
 * but for what is chosen. Without script the whole list is there.
 */

function makeSearch(box, say) {
  const select = box.querySelector("select");
  const list = select || box.querySelector(".options");
  const items = [...list.children].filter((item) => item.value !== "");
  const nothing = [...list.children].filter((item) => item.value === "");
  const id = `f-${box.dataset.field}-search`;
  const label = make("label", "hint", say("filter"));
  const search = make("input", "input search");
  const found = make("p", "hint");
  const chosen = (item) => (select ? item.value === select.value : item.querySelector("input").checked);
  let fitting = items;
  label.htmlFor = search.id = id;
  search.type = "search";
  search.autocomplete = "off";
  found.setAttribute("role", "status");
  list.before(label, search, found);
  search.addEventListener("input", (event) => {
    const wanted = bare(search.value);
    // Nothing is answered yet.
    event.stopPropagation();
    fitting = items.filter((item) => bare(item.textContent).includes(wanted));
    const shown = items.filter((item) => chosen(item) || fitting.includes(item));
    if (select) {
      // Not every browser hides options; all take them away. What is chosen is another one after that.
      const { value } = select;
      select.replaceChildren(...nothing, ...shown);
      select.value = value;
    } else for (const item of items) item.hidden = !shown.includes(item);
    found.textContent = wanted ? say("filter_found", { count: fitting.length }) : "";
  });
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    // Enter would send the form; here it takes the only one that is left.
    event.preventDefault();
    if (fitting.length !== 1) return;
    if (select) select.value = fitting[0].value;
    else fitting[0].querySelector("input").checked = true;
    list.dispatchEvent(new Event("input", { bubbles: true }));
    (select || fitting[0].querySelector("input")).focus();
  });
}

/** A text without what people leave away when they search: capitals, accents, space around it. */
function bare(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/ß/g, "ss").trim();
}
