/*
 * Shows a form section by section: one visible at a time, the others in the same page, so that what is sent does not change. The step is
 * kept in the history's state, so that the browser's Back goes one step back. Sections in which no question applies are passed over.
 */

function makeSteps(form, say) {
  const sections = [...form.querySelectorAll("[data-section]")];
  const actions = form.querySelector(".actions");
  const progress = make("p", "kicker step-progress");
  const next = make("button", "button button--primary", say("next"));
  const back = make("button", "button button--secondary", say("back"));
  const final = [...actions.children];
  let current = sections[0];
  progress.setAttribute("role", "status");
  back.type = "button";
  next.dataset.next = "";
  if (sections.length > 1) {
    form.insertBefore(progress, form.firstChild);
    actions.prepend(next);
    final[0].after(back);
  }

  const asked = () => sections.filter((section) => !section.querySelector(".field, .group") || section.querySelector(".field:not([hidden]), .group:not([hidden])"));

  function refresh() {
    const list = asked();
    const at = list.indexOf(current);
    const last = at === list.length - 1;
    for (const section of sections) section.hidden = section !== current;
    for (const element of final) element.hidden = !last;
    next.hidden = last;
    back.hidden = at < 1;
    const text = say("step", { number: at + 1, total: list.length });
    if (progress.textContent !== text) progress.textContent = text;
  }

  function show(section, push) {
    current = asked().includes(section) ? section : asked()[0];
    if (push) history.pushState({ section: current.dataset.section }, "", location.pathname + location.search);
    else history.replaceState({ section: current.dataset.section }, "");
    refresh();
  }

  function go(by) {
    const list = asked();
    show(list[list.indexOf(current) + by], true);
    focusHeading();
  }

  const named = (id) => sections.find((section) => section.dataset.section === id);
  const focusHeading = () => current.querySelector("h2").focus();

  back.addEventListener("click", () => go(-1));
  return {
    refresh,
    show,
    focusHeading,
    next: () => go(1),
    named,
    current: () => current,
    isLast: () => asked().indexOf(current) === asked().length - 1,
  };
}
