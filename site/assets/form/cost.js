/*
 * Shows what it costs so far, below the questions: the sum, its lines where there are several, and what is paid later. The server works it
 * out again in any case, and its check page is what counts.
 */

function makeCost(form, data, say, money) {
  const box = make("div", "fee-total");
  let shown = "";
  box.dataset.feeTotal = "";
  box.setAttribute("role", "status");
  box.hidden = true;
  form.insertBefore(box, form.querySelector(".actions"));

  function refresh(answers, today) {
    const { now, later, all } = costSoFar(data.form, answers, today);
    const cents = now.reduce((sum, line) => sum + line.cents, 0);
    const sum = () => say(all ? "total" : "subtotal", { total: money(cents) });
    const sentence = cents ? sum() : now.length && all && !later.length ? say("nothing") : "";
    const single = now.length === 1 && cents;
    const lines = [
      // A line that costs nothing says why, where there is a reason.
      ...(single ? [] : now.map((line) => (line.cents ? `${line.label}: ${money(line.cents)}` : line.label))),
      ...later.map((line) => say("later", { label: line.label, amount: line.cents === null ? line.price : money(line.cents), due: line.due })),
    ];
    const note = later.some((line) => line.cents === null) ? say("decided") : "";
    // Only what changed is written, and so read out.
    const text = [sentence, ...lines, note].join("\n");
    if (text === shown) return;
    shown = text;
    const list = make("ul", "plain");
    list.append(...lines.map((line) => make("li", "", line)));
    box.replaceChildren(...[sentence && make("p", "lead", sentence), lines.length && list, note && make("p", "quiet", note)].filter(Boolean));
    box.hidden = !box.children.length;
  }

  return { refresh };
}
