/*
 * A question that asks for files: what was chosen is listed and can be taken away, choosing again adds, and size, type and number are judged
 * before anything is sent. What is sent stays the plain form post, and the server judges again, by the bytes.
 */

/** Make the list of one question's files. Whatever changes it is an `input` event of the form. */
function makeFiles(box, say) {
  const control = box.querySelector("input[type=file]");
  const upload = box.querySelector("button[name=_upload]");
  const list = box.querySelector(".uploads") || control.parentNode.insertBefore(make("ul", "uploads"), control);
  const most = Number(control.dataset.maxFiles);
  let chosen = [];

  function removeButton(name, take) {
    const button = make("button", "button button--link", say("file_remove"));
    button.type = "button";
    button.append(make("span", "visually-hidden", `: ${name}`));
    button.addEventListener("click", () => {
      take();
      changed();
      control.focus();
    });
    return button;
  }

  /** Show what is chosen, and let the control hold exactly that. */
  function show() {
    list.querySelectorAll("[data-chosen]").forEach((item) => item.remove());
    const transfer = new DataTransfer();
    for (const file of chosen) {
      const item = make("li", "upload");
      const name = `${file.name} (${sizeText(file.size)})`;
      const remove = removeButton(name, () => {
        chosen = chosen.filter((one) => one !== file);
        show();
      });
      item.dataset.chosen = "";
      item.append(make("span", "upload-name", name), remove);
      list.append(item);
      transfer.items.add(file);
    }
    control.files = transfer.files;
    list.hidden = !list.children.length;
    upload.hidden = !chosen.length;
  }

  function choose() {
    const added = [...control.files].filter((file) => !chosen.some((one) => one.name === file.name && one.size === file.size));
    // A question for one file takes the newest; a dialogue that was closed leaves everything as it was.
    if (added.length) chosen = most === 1 ? added.slice(0, 1) : [...chosen, ...added];
    show();
  }

  const changed = () => control.dispatchEvent(new Event("input", { bubbles: true }));

  for (const item of list.children) {
    const name = item.querySelector(".upload-name").textContent;
    const remove = removeButton(name, () => {
      item.remove();
      show();
    });
    item.querySelector(".upload-remove").replaceWith(remove);
  }
  control.addEventListener("change", () => {
    choose();
    changed();
  });
  // The browser puts back what was chosen after scripts have run.
  addEventListener("pageshow", choose);
  choose();

  FILES.set(box, {
    /** As keys, so that rules and limits see them: those with the server, and one for each file that is chosen. */
    keys() {
      const kept = [...box.querySelectorAll("input[type=hidden]")].map((one) => one.value);
      return [...(most === 1 && chosen.length ? [] : kept), ...chosen.map((_, index) => String(index).padStart(43, "-"))];
    },
    size: () => chosen.reduce((sum, file) => sum + file.size, 0),
    limits: control.dataset,
    fault: () => faultOfFiles(control.dataset, control.accept, chosen),
    clear() {
      chosen = [];
      list.replaceChildren();
      show();
    },
  });
}

/** What is wrong with one of the chosen files, or null. */
function faultOfFiles(limits, accept, chosen) {
  const endings = accept.split(",").filter((part) => part.startsWith("."));
  for (const { name, size } of chosen) {
    if (!size) return refused("file_empty", { name });
    if (size > limits.maxMb * limits.mb) return refused("file_too_large", { name, maximum: limits.maxMb });
    if (!endings.some((ending) => name.toLowerCase().endsWith(ending))) return refused("file_type", { name, types: limits.types });
  }
  return null;
}

/** Return `errors` with the faults of files in their places; what is wrong with a file comes before its absence. */
function withFileFaults(errors, boxes) {
  const asked = [...boxes].filter(([, box]) => FILES.has(box) && !box.hidden);
  const faults = new Map(asked.map(([id, box]) => [id, FILES.get(box).fault()]).filter(([, fault]) => fault));
  const sent = asked.filter(([, box]) => FILES.get(box).size());
  const together = sent.reduce((sum, [, box]) => sum + FILES.get(box).size(), 0);
  const [id, box] = sent[sent.length - 1] || [];
  if (id && !faults.has(id)) {
    const { requestMb, mb } = FILES.get(box).limits;
    if (together > requestMb * mb) faults.set(id, refused("files_too_large_together", { maximum: requestMb }));
  }
  const order = [...boxes.keys()];
  const found = errors.filter((error) => !faults.has(error.field));
  for (const [field, fault] of faults) {
    const later = found.findIndex((error) => order.indexOf(error.field) > order.indexOf(field));
    found.splice(later < 0 ? found.length : later, 0, { field, ...fault });
  }
  return found;
}

function sizeText(size) {
  if (size < 1e6) return `${Math.max(1, Math.round(size / 1e3))} KB`;
  return `${(size / 1e6).toLocaleString(document.documentElement.lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 })} MB`;
}

/** The keys of uploaded files, each once; whether there are such files only the server knows. */
function parseFiles(field, keys) {
  if (!keys.every((key) => /^[A-Za-z0-9_-]{43}$/.test(key))) return refused("file_gone");
  const once = [...new Set(keys)];
  const maximum = field.max_files || 1;
  return once.length > maximum ? refused("too_many_files", { maximum }) : accepted(once);
}

SEVERAL.file = parseFiles;
MISSING.file = "required_file";
