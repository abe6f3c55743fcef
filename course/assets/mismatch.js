// The browser part of explain in course/views/mismatch.py: Python says what each change leads to.
// live.js stands in front of it.

function panel(fixed, state, ask) {
  const error = element("code", { class: "error" });
  const sentence = element("p", { class: "sentence", role: "status" });
  const sides = element("div", { class: "sides" });

  const which = element("select", { "aria-label": "number to change" });
  for (const { name, label } of fixed.knobs) which.append(element("option", { value: name }, label));
  const input = element("input", { type: "number", min: 1, max: 100000, step: 1, "aria-label": "its new value", required: "" });
  const reset = element("button", { type: "button" }, "back to the error");
  const status = element("span", { class: "quiet", role: "status" });
  const bar = element("div", { class: "bar" }, element("label", {}, "Change one number:", which), input, reset, status);
  const now = () => fixed.knobs.find(({ name }) => name === which.value).value;
  const start = () => { input.value = now(); ask({ knob: null, value: null }); };
  which.addEventListener("change", start);
  reset.addEventListener("click", start);
  input.addEventListener("input", () => {
    if (input.checkValidity()) ask({ knob: which.value, value: input.valueAsNumber });
    else status.textContent = "Type a whole number from 1 to 100000.";
  });
  which.value = state.knob ?? fixed.knobs[0].name;
  input.value = state.value ?? now();

  const changed = element("p", { class: "quiet" });
  const root = element("div", { class: "course-mismatch", role: "group", "aria-label": "a shape error" },
    bar, changed, error, sentence, sides);

  function draw(view) {
    changed.textContent = view.changed;
    changed.hidden = !view.changed;
    reset.disabled = !view.changed;
    error.textContent = view.error;
    error.hidden = !view.error;
    sentence.replaceChildren(...code(`${view.runs ? "✓ " : "✗ "}${view.sentence}`));
    root.classList.toggle("runs", view.runs);
    const both = view.left ? [side(view.left), element("div", { class: "sign" }, view.sign), side(view.right)] : [];
    sides.replaceChildren(...both);
  }

  return { root, draw, status };
}

function side({ title, numbers }) {
  const items = numbers.map(({ value, role, where, clash }) => element("li", { class: clash ? "clash" : "" },
    element("span", { class: "value" }, String(value)), element("span", { class: "role" }, role),
    element("span", { class: "where" }, ...code(where))));
  return element("div", { class: "side" }, element("h4", {}, ...code(title)), element("ul", {}, ...items));
}

// What stands between backticks is code.
const code = (text) => text.split("`").map((part, k) => k % 2 ? element("code", {}, part) : part);

export default { initialize: live(panel, () => ({ knob: null, value: null })) };
