// The browser part of course/views/confusion.py: it draws what Python computed, and asks for more.
// live.js stands in front of it.

const NORMALISE = { truth: "percent of each row (truth)", prediction: "percent of each column (prediction)", none: "number of images" };
const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const SIDE = 150; // pixels of a curve

// One panel per place: the same output may be open in two places.
function panel(fixed, state, ask) {
  const { classes, curves, page } = fixed;
  const last = classes.length - 1;

  const normalise = element("select", { "aria-label": "normalise by" });
  for (const [value, text] of Object.entries(NORMALISE)) normalise.append(element("option", { value }, text));
  normalise.addEventListener("change", () => ask({ normalise: normalise.value }));
  const bar = element("div", { class: "bar" }, element("label", {}, "show", normalise));

  const step = Math.abs(fixed.threshold * 100 - Math.round(fixed.threshold * 100)) < 1e-9 ? 0.01 : 0.001;
  const slider = element("input", { type: "range", min: 0, max: 1, step, "aria-label": "threshold" });
  const shown = element("output", { "aria-hidden": "true" });
  slider.addEventListener("input", () => ask({ threshold: slider.valueAsNumber }));
  const mark = element("span", { class: "mark", "aria-hidden": "true", hidden: "" }, "▲"); // the cheapest
  const range = element("span", { class: "range" }, slider, mark);
  if (last === 1) bar.append(element("label", {}, `threshold for ${classes[1]}`, range, shown));
  const status = element("span", { role: "status" });
  bar.append(status);

  const prices = fixed.costs && [`a missed ${classes[1]} costs`, "a false alarm costs"].map((name, k) => {
    const field = element("input", { type: "number", min: 0, step: 1, "aria-label": name });
    field.addEventListener("input", () => {
      const right = field.valueAsNumber >= 0; // 0.5 is fine too: the step is for the arrow keys
      field.setAttribute("aria-invalid", String(!right));
      status.textContent = right ? "" : "A cost is a number, 0 or more.";
      if (right) ask({ costs: state.costs.map((old, i) => i === k ? field.valueAsNumber : old) });
    });
    bar.insertBefore(element("label", {}, name, field), status);
    return field;
  });
  const cheapest = element("button", { type: "button" });
  cheapest.addEventListener("click", () => ask({ threshold: Number(cheapest.value) }));
  const total = element("span");
  const sum = element("p", { class: "sum", hidden: "" }, total, " ", cheapest);

  // The matrix is one tab stop. Arrow keys move inside it; Enter, Space or a click selects a cell.
  const summary = element("p");
  const header = element("tr", { role: "row" }, element("th", { class: "corner", role: "columnheader" }, "truth ↓\nprediction →"),
    ...classes.map((name) => element("th", { role: "columnheader", scope: "col" }, name)),
    element("th", { role: "columnheader", scope: "col" }, "recall"));
  const body = element("tbody", { role: "rowgroup" });
  const cells = classes.map(() => []);
  const recalls = [];
  let at = [0, 0];
  const go = (i, j) => {
    cells[at[0]][at[1]].tabIndex = -1;
    at = [Math.min(last, Math.max(0, i)), Math.min(last, Math.max(0, j))];
    cells[at[0]][at[1]].tabIndex = 0;
    cells[at[0]][at[1]].focus({ preventScroll: false });
  };
  const choose = (i, j) => ask({ cell: [i, j], shown: page });
  classes.forEach((name, i) => {
    const row = element("tr", { role: "row" }, element("th", { role: "rowheader", scope: "row" }, name));
    classes.forEach((_, j) => {
      const cell = element("td", { role: "gridcell", class: i === j ? "cell right" : "cell", tabindex: i + j ? -1 : 0 });
      cell.addEventListener("click", () => { go(i, j); choose(i, j); });
      cells[i].push(cell);
      row.append(cell);
    });
    const fill = element("span", { class: "fill" });
    const text = element("span");
    const recall = element("td", { class: "recall", role: "gridcell" }, element("span", { class: "track" }, fill), text);
    recalls.push({ recall, fill, text });
    row.append(recall);
    body.append(row);
  });
  const table = element("table", { role: "grid", "aria-label": "confusion matrix: rows are the truth, columns the prediction" },
    element("caption", {}, "Blue: correct. Orange: wrong. Stronger colour: more. Click a cell, or use the arrow keys and Enter."),
    element("thead", { role: "rowgroup" }, header), body);
  table.addEventListener("keydown", (event) => {
    if (!event.target.classList.contains("cell") || event.ctrlKey || event.metaKey || event.altKey) return;
    const [i, j] = at;
    if (MOVES[event.key]) go(i + MOVES[event.key][0], j + MOVES[event.key][1]);
    else if (event.key === "Home") go(i, 0);
    else if (event.key === "End") go(i, last);
    else if (event.key === "Enter" || event.key === " ") choose(i, j);
    else return;
    event.preventDefault();
  });

  const confused = element("ul", { class: "confused" });
  const side = element("div", { class: "side" }, element("div", {}, element("h4", {}, "Most confused"), confused));
  const numbers = element("dl", { class: "numbers" });
  const plots = last === 1 && curves ? {
    roc: plot("ROC", "false positive rate", "recall", curves.roc, true),
    pr: plot("Precision and recall", "recall", "precision", curves.pr),
  } : {};
  if (prices) plots.cost = plot("Total cost", "threshold", "cost");
  if (last === 1) side.prepend(numbers);
  const chosen = element("div", { class: "images", hidden: "" });
  const heading = element("h4", { "aria-live": "polite" });
  const list = element("ul");
  const more = element("button", { type: "button" });
  more.addEventListener("click", () => ask({ shown: state.shown + page }));
  chosen.append(heading, list, more);
  const root = element("div", { class: "course-confusion", role: "group", "aria-label": "confusion matrix" },
    bar, sum, summary, element("div", { class: "parts" }, table, side,
      element("div", { class: "curves" }, ...Object.values(plots).map((each) => each.figure))), chosen);

  // Update nodes instead of replacing them, so that the focus stays where it is.
  function draw(view) {
    normalise.value = state.normalise;
    if (document.activeElement !== slider) slider.value = state.threshold;
    shown.textContent = view.binary ? view.binary.threshold : "";
    summary.textContent = view.summary;
    view.cells.forEach((row, i) => row.forEach(({ text, tint, label, zero }, j) => {
      const cell = cells[i][j];
      cell.textContent = text;
      cell.setAttribute("aria-label", label);
      cell.title = label;
      cell.style.setProperty("--tint", tint);
      cell.classList.toggle("zero", zero);
      const picked = view.chosen && view.chosen.cell[0] === i && view.chosen.cell[1] === j;
      cell.setAttribute("aria-selected", String(Boolean(picked)));
    }));
    view.recall.forEach(({ share, text, label }, i) => {
      recalls[i].fill.style.width = `${100 * share}%`;
      recalls[i].text.textContent = text;
      recalls[i].recall.setAttribute("aria-label", label);
    });
    fill(confused, view.confused, () => element("button", { type: "button" }), (item, { cell, text }) => {
      item.textContent = text;
      item.onclick = () => choose(...cell);
    });
    if (view.binary) drawBinary(view.binary, view.costs);
    chosen.hidden = !view.chosen;
    if (view.chosen) drawChosen(view.chosen);
  }

  function drawBinary({ threshold, counts, ratios, roc, pr }, costs) {
    const all = Object.entries({ ...counts, ...ratios, ...(costs && { "total cost": costs.total }) });
    numbers.replaceChildren(...all.flatMap(([name, value]) => [element("dt", {}, name), element("dd", { "data-number": name }, String(value))]));
    slider.setAttribute("aria-valuetext", `${threshold}: ${all.map((pair) => pair.join(" ")).join(", ")}`);
    if (plots.roc) {
      plots.roc.mark(roc, `false positive rate ${ratios["false positive rate"]}, recall ${ratios.recall}`);
      plots.pr.mark(pr, `recall ${ratios.recall}, precision ${ratios.precision}`);
    }
    if (costs) drawCosts(threshold, costs);
  }

  function drawCosts(threshold, costs) {
    const least = costs.cheapest;
    prices.forEach((field, k) => { if (document.activeElement !== field) field.value = state.costs[k]; });
    sum.hidden = mark.hidden = false;
    total.textContent = `At threshold ${threshold}: ${costs.sum}. Cheapest, marked ▲: ${least.total} at threshold ${least.text}.`;
    cheapest.textContent = `use ${least.text}`;
    cheapest.value = least.threshold;
    mark.style.setProperty("--at", Math.min(1, Math.max(0, least.threshold)));
    plots.cost.line(costs.curve, costs.most, costs.best);
    plots.cost.mark(costs.at, `threshold ${threshold}, total cost ${costs.total}`);
  }

  function drawChosen({ heading: text, images, left }) {
    if (heading.textContent !== text) heading.textContent = text; // else a screen reader repeats it
    list.replaceChildren(...images.map(({ index, lines, src }) => {
      const item = element("li", { "data-index": index });
      if (src) item.append(element("img", { src, alt: `image ${index}`, class: src.startsWith("data:image/jpeg") ? "photo" : "" }));
      item.append(...lines.map((line) => element("div", {}, line)));
      return item;
    }));
    more.hidden = !left;
    more.textContent = `show more (${left} left)`;
  }

  return { root, draw, status };
}

function fill(list, items, make, set) {
  while (list.children.length > items.length) list.lastChild.remove();
  while (list.children.length < items.length) list.append(element("li", {}, make()));
  items.forEach((item, k) => set(list.children[k].firstChild, item));
}

// One curve. Both axes go from 0 to 1, or to what line() says.
function plot(title, x, y, points = [], diagonal = false) {
  const [left, top] = [points.length ? 30 : 64, 8];
  const place = ([a, b]) => [left + Math.min(1, Math.max(0, a)) * SIDE, top + (1 - b) * SIDE];
  const put = (circle, where) => {
    circle.style.display = where ? "" : "none";
    if (where) { const [cx, cy] = place(where); circle.setAttribute("cx", cx); circle.setAttribute("cy", cy); }
  };
  const svg = element("svg", { width: left + SIDE + 14, height: top + SIDE + 34, role: "img" });
  const path = element("path", { class: "line" });
  const [best, point] = [element("circle", { r: 8, class: "best" }), element("circle", { r: 6, class: "point" })];
  const high = element("text", { x: left - 5, y: top + 4, "text-anchor": "end" });
  const line = (points, most, where) => {
    path.setAttribute("d", `M${points.map((each) => place(each).map((n) => n.toFixed(1)).join(" ")).join("L")}`);
    high.textContent = most;
    put(best, where);
  };
  svg.append(element("rect", { x: left, y: top, width: SIDE, height: SIDE, class: "frame" }));
  if (diagonal) svg.append(element("line", { x1: left, y1: top + SIDE, x2: left + SIDE, y2: top, class: "chance" }));
  svg.append(path, best, point,
    element("text", { x: left + SIDE / 2, y: top + SIDE + 28, "text-anchor": "middle" }, x),
    element("text", { x: 10, y: top + SIDE / 2, "text-anchor": "middle", transform: `rotate(-90 10 ${top + SIDE / 2})` }, y),
    element("text", { x: left, y: top + SIDE + 14, "text-anchor": "middle" }, "0"),
    element("text", { x: left + SIDE, y: top + SIDE + 14, "text-anchor": "middle" }, "1"),
    element("text", { x: left - 5, y: top + SIDE + 4, "text-anchor": "end" }, "0"), high);
  if (points.length) line(points, "1", null);
  const mark = (where, label) => {
    put(point, where);
    svg.setAttribute("aria-label", `${title} curve, now at ${label}`);
  };
  return { figure: element("div", {}, element("h4", {}, title), svg), mark, line };
}

export default { initialize: live(panel, ({ normalise, threshold, cell, shown, costs }) => ({ normalise, threshold, cell, shown, costs })) };
