// The browser part of find_the_head in course/views/explorer.py: Python runs the models and judges.
// live.js stands in front of it.

const HELP = "Which layer is the head? Click it, or use the arrow keys and Enter.";

function panel(fixed, state, ask) {
  const trees = fixed.trees ??= {}; // model → its rows; Python sends them once
  const pick = (model) => {
    if (model === state.model) return;
    if (model !== drawn) build(model, trees[model] ?? []);
    ask({ model, path: null, tree: !trees[model] });
  };

  // The models are one tab stop. Arrow keys move between them; Enter, Space or a click picks one.
  const score = element("strong", { class: "score" });
  const bar = element("div", { class: "models", role: "toolbar", "aria-label": "models" });
  const buttons = fixed.models.map(({ name, modules }, k) => {
    const button = element("button", { type: "button", tabindex: k ? -1 : 0, title: `${modules} modules` }, name);
    button.addEventListener("click", () => pick(name));
    bar.append(button);
    return button;
  });
  bar.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(event.target);
    const last = buttons.length - 1;
    const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: last }[event.key];
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    focus(buttons, buttons[Math.min(last, Math.max(0, to))]);
  });

  const search = element("input", { type: "search", placeholder: "name or kind", "aria-label": "search layers" });
  const matches = element("span", { class: "quiet", role: "status" });
  search.addEventListener("input", show);
  const status = element("span", { class: "quiet", role: "status" });
  const tools = element("div", { class: "tools" }, element("label", {}, "search", search), matches, status);
  const verdict = element("p", { class: "verdict", role: "status" });

  // The tree is one tab stop too.
  const body = element("tbody", { role: "rowgroup" });
  const header = ["layer", "output", "parameters"].map((text) => element("th", { role: "columnheader", scope: "col" }, text));
  const table = element("table", { role: "treegrid", "aria-label": "modules of the model" },
    element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, ...header)), body);
  const box = element("div", { class: "tree" }, table);
  const root = element("div", { class: "course-explorer", role: "group", "aria-label": "find the head" },
    element("div", { class: "top" }, score, bar), verdict, tools, box);

  let drawn = null; // the model whose rows are there
  let lines = []; // { row, node, sign, twisty }, in the order of the tree
  let open = new Set();
  const opened = {}; // model → paths of its open containers

  function build(model, rows) {
    drawn = rows.length ? model : null;
    open = opened[model] ??= new Set([""]);
    lines = rows.map((node) => {
      const sign = element("span", { class: "sign" });
      const twisty = element("span", { class: "twisty", "aria-hidden": "true" }, node.parent ? "▸" : "");
      const name = element("td", { role: "gridcell", style: `padding-left:${(node.level - 1) * 16 + 4}px` },
        twisty, sign, element("b", {}, node.name || model), ...node.idle ? [" ", idle()] : [], ` ${node.kind}`);
      name.title = node.kind; // a long one is cut off
      const row = element("tr", { role: "row", "aria-level": node.level, tabindex: -1, "data-path": node.path }, name,
        element("td", { role: "gridcell" }, node.shape), element("td", { role: "gridcell", class: "count" }, node.parameters));
      const line = { row, node, sign, twisty };
      twisty.addEventListener("click", (event) => { event.stopPropagation(); toggle(line); focus(shown(), row); });
      row.addEventListener("click", () => { focus(shown(), row); choose(line); });
      return line;
    });
    body.replaceChildren(...lines.map(({ row }) => row));
    search.value = "";
    box.scrollTop = 0;
    show();
  }

  const shown = () => lines.filter(({ row }) => !row.hidden).map(({ row }) => row);
  const inside = (path, around) => around === "" ? path !== "" : path.startsWith(`${around}.`);

  function choose(line) {
    if (line.node.parent && !open.has(line.node.path)) toggle(line);
    ask({ model: drawn, path: line.node.path, tree: false });
  }

  function toggle({ node }) {
    if (!node.parent) return;
    if (!open.delete(node.path)) open.add(node.path);
    show();
  }

  // Show the rows whose containers are open; in a search, those that match and what is around them.
  function show() {
    const words = search.value.trim().toLowerCase();
    const hits = lines.filter(({ node }) => words && `${node.path} ${node.kind}`.toLowerCase().includes(words));
    const closed = []; // containers around the row, from the outermost, that are closed
    for (const line of lines) {
      const { row, node, twisty } = line;
      while (closed.length && !inside(node.path, closed.at(-1))) closed.pop();
      const around = words && hits.some((hit) => hit === line || inside(hit.node.path, node.path));
      row.hidden = words ? !around : closed.length > 0;
      const unfolded = words ? true : open.has(node.path);
      if (node.parent) {
        row.setAttribute("aria-expanded", String(unfolded));
        twisty.textContent = unfolded ? "▾" : "▸";
        if (!unfolded) closed.push(node.path);
      }
      row.classList.toggle("hit", hits.includes(line));
    }
    matches.textContent = words ? `${hits.length} of ${lines.length} modules match` : "";
    const rows = shown();
    if (!rows.some((row) => row.tabIndex === 0)) {
      for (const { row } of lines) row.tabIndex = -1;
      if (rows.length) rows[0].tabIndex = 0;
    }
  }

  table.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const rows = shown();
    const at = rows.indexOf(event.target.closest("tr"));
    if (at < 0) return;
    const line = lines.find(({ row }) => row === rows[at]);
    const unfolded = open.has(line.node.path) || search.value.trim() !== "";
    let to = at;
    if (event.key === "ArrowDown") to = at + 1;
    else if (event.key === "ArrowUp") to = at - 1;
    else if (event.key === "Home") to = 0;
    else if (event.key === "End") to = rows.length - 1;
    else if (event.key === "ArrowRight" && line.node.parent) unfolded ? to = at + 1 : toggle(line);
    else if (event.key === "ArrowLeft" && line.node.parent && unfolded && !search.value) toggle(line);
    else if (event.key === "ArrowLeft") to = rows.findLastIndex((row, k) => k < at && row.ariaLevel < line.node.level);
    else if (event.key === "Enter" || event.key === " ") choose(line);
    else if (event.key !== "ArrowRight") return;
    event.preventDefault();
    if (to !== at) focus(rows, rows[Math.min(rows.length - 1, Math.max(0, to))]);
  });

  function draw(view) {
    score.textContent = view.score;
    buttons.forEach((button, k) => {
      const { name } = fixed.models[k];
      const found = view.found.includes(name);
      button.textContent = found ? `✓ ${name}` : name;
      button.classList.toggle("found", found);
      button.setAttribute("aria-pressed", String(name === view.model));
    });
    if (view.rows) trees[view.model] = view.rows;
    if (view.model !== null && view.model !== drawn) build(view.model, trees[view.model] ?? []);
    tools.hidden = box.hidden = drawn === null;
    for (const { row, node, sign } of lines) {
      const known = view.tried[node.path];
      sign.textContent = known === undefined ? "" : known ? "✓" : "✗";
      sign.className = known ? "sign yes" : "sign no";
      row.setAttribute("aria-selected", String(node.path === view.path));
    }
    const mark = view.path === null ? "" : view.yes ? "✓ " : "✗ ";
    const name = view.path === null ? "" : `${view.path || view.model}: `;
    const text = view.verdict ? mark + name + view.verdict : view.model === null ? "Pick a model." : HELP;
    if (verdict.textContent !== text) verdict.textContent = text; // else a screen reader repeats it
    verdict.className = `verdict ${view.path === null ? "" : view.yes ? "yes" : "no"}`;
  }

  return { root, draw, status };
}

const idle = () => element("span", { class: "idle" }, "never called");

// Of these, only one is reached with the tab key.
function focus(all, one) {
  for (const each of all[0].parentElement.children) each.tabIndex = -1;
  one.tabIndex = 0;
  one.focus();
}

export default { initialize: live(panel, () => ({ model: null, path: null, tree: false })) };
