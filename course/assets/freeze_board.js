// The browser part of course/views/freeze_board.py: switches, a prediction, and a table of one step.
// live.js stands in front of it.

function panel(fixed, state, ask) {
  const own = `${fixed.name}-${Math.random().toString(36).slice(2)}`; // the same output may be open in two places
  const status = element("span", { role: "status", class: "waiting" });

  // The switches: radio buttons, so that a setting is one click or one arrow key away.
  const radios = [];
  const groups = fixed.groups.map(({ title, switches }) => element("div", { class: "group", role: "group", "aria-label": title },
    element("h4", {}, title), ...switches.map(({ key, label, options }) => {
      const set = element("fieldset", { "data-switch": key }, element("legend", {}, label));
      for (const value of options) {
        const radio = element("input", { type: "radio", name: `${own}-${key}`, value });
        radio.addEventListener("change", () => ask({ settings: { ...state.settings, [key]: value } }));
        radios.push({ key, value, radio });
        set.append(element("label", {}, radio, value));
      }
      return set;
    })));
  const code = element("pre", { class: "code", tabindex: 0, role: "region", "aria-label": "the code that a step runs" });

  // The prediction, and the buttons.
  const boxes = fixed.parts.map((part) => {
    const box = element("input", { type: "checkbox", value: part });
    box.addEventListener("change", () => ask({ predicted: boxes.filter((one) => one.checked).map((one) => one.value) }));
    return box;
  });
  const predict = element("fieldset", { class: "predict" }, element("legend", {}, "I predict that these will move:"),
    ...boxes.map((box) => element("label", {}, box, box.value)));
  const click = (kind) => ask({ click: { kind, id: Math.random().toString(36).slice(2) } });
  const step = element("button", { type: "button", class: "step" }, "Take one step");
  step.addEventListener("click", () => click("step"));
  const reset = element("button", { type: "button" }, "Reset");
  reset.addEventListener("click", () => { Object.assign(state, { settings: { ...fixed.start }, predicted: [] }); click("reset"); });
  const said = element("span", { class: "said" });
  const actions = element("div", { class: "actions" }, step, reset, said, status);

  // What the last step did.
  const sentence = element("p", { class: "sentence" });
  const error = element("p", { class: "error" });
  const verdict = element("ul", { class: "verdict" });
  const result = element("div", { class: "result", role: "status" }, verdict, sentence, error);
  const caption = element("caption");
  const rows = element("tbody");
  const table = element("table", {}, caption,
    element("thead", {}, element("tr", {}, ...fixed.columns.map((name) => element("th", { scope: "col" }, name)))), rows);
  const past = element("table", { class: "history" });

  const root = element("div", { class: "course-freeze", role: "group", "aria-label": "freeze board" },
    element("div", { class: "columns" },
      element("div", { class: "switches" }, ...groups),
      element("div", { class: "step-side" }, code, predict, actions, result, element("div", { class: "wide" }, table))),
    element("div", { class: "wide" }, past));

  function draw(view) {
    // After the page was loaded again, Python knows where the switches stand.
    state.settings ??= view.settings;
    state.predicted ??= view.predicted;
    for (const { key, value, radio } of radios) radio.checked = state.settings[key] === value;
    for (const box of boxes) box.checked = state.predicted.includes(box.value);
    said.textContent = `Prediction: ${state.predicted.join(" and ") || "nothing"} will move.`;
    code.textContent = view.code;
    caption.textContent = view.caption;
    rows.replaceChildren(...view.rows.map(({ cells: [name, ...cells], moved, odd }) => element("tr", { class: `${moved ? "moved" : ""} ${odd ? "odd" : ""}` },
      element("th", { scope: "row" }, name), ...cells.map((text) => element("td", {}, text)))));
    // Only what is new: otherwise a screen reader repeats it after every switch.
    const news = JSON.stringify([view.caption, view.verdict, view.sentence, view.error]);
    if (news !== result.dataset.news) {
      result.dataset.news = news;
      verdict.replaceChildren(...view.verdict.map(({ right, text }) => element("li", { class: right ? "right" : "wrong" }, text)));
      sentence.textContent = view.sentence;
      error.textContent = view.error;
    }
    result.classList.toggle("empty", !view.sentence);
    past.hidden = !view.history.length;
    const names = Object.keys(view.history[0] ?? {});
    past.replaceChildren(element("caption", {}, `The last ${view.history.length} steps`),
      element("thead", {}, element("tr", {}, ...names.map((name) => element("th", { scope: "col" }, name)))),
      element("tbody", {}, ...view.history.map((row) => element("tr", {}, ...names.map((name, k) => k ? element("td", {}, row[name]) : element("th", { scope: "row" }, row[name]))))));
  }

  return { root, draw, status };
}

export default { initialize: live(panel, () => ({ settings: null, predicted: null, click: null })) };
