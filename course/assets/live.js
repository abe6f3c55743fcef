// What the browser parts of all live views share: course/page/live.py puts this in front of each.

function element(name, options = {}, ...children) {
  const svg = ["svg", "path", "line", "circle", "rect", "text"].includes(name);
  const made = svg ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
  for (const [key, value] of Object.entries(options)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// Return what starts a widget. Wherever the notebook shows its stored HTML, a panel takes the place of it.
// - panel(fixed, state, ask): makes { root, draw(view), status }; one for each place, because the same
//   output may be open in two. ask({ ... }) changes the state and asks Python for another view.
// - first(fixed): the state at the beginning.
function live(panel, first) {
  return ({ model, signal }) => {
    const fixed = model.get("fixed");
    const state = first(fixed);
    const panels = new Map(); // the stored HTML → its panel
    const place = `[data-course-view="${fixed.name}"]`;
    let view = null, waiting = null, again = false, alive = true;

    // One question at a time: if a slider is faster than Python, values in between are skipped.
    function ask(change) {
      Object.assign(state, change);
      if (waiting) { again = true; return; }
      waiting = setTimeout(() => say("waiting for the kernel"), 500);
      model.send({ ...state });
    }
    const say = (text) => panels.forEach(({ status }) => { if (status.textContent !== text) status.textContent = text; });

    function mount() {
      if (!view || !alive) return;
      for (const [anchor, { root }] of panels) if (!anchor.isConnected) { root.remove(); panels.delete(anchor); }
      for (const anchor of document.querySelectorAll(place)) {
        if (panels.has(anchor)) continue;
        const made = panel(fixed, state, ask);
        panels.set(anchor, made);
        // Otherwise JupyterLab would react to the keys: "d", "d" deletes the notebook's cell.
        made.root.addEventListener("keydown", (event) => {
          if (!event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
        });
        made.draw(view);
        for (const child of anchor.children) child.hidden = true;
        anchor.append(made.root);
      }
    }
    const observer = new MutationObserver(mount);

    // Without a kernel, show the stored HTML again.
    function end() {
      alive = false;
      observer.disconnect();
      clearTimeout(waiting);
      for (const [anchor, { root }] of panels) {
        root.remove();
        for (const child of anchor.children) child.hidden = false;
      }
      panels.clear();
    }

    model.on("msg:custom", (answer) => {
      clearTimeout(waiting);
      waiting = null;
      say(answer.failed ?? "");
      if (!answer.failed) {
        view = answer;
        mount();
        panels.forEach(({ draw }) => draw(view));
      }
      if (again) { again = false; ask({}); }
    });
    model.on("comm_live_update", end); // the kernel was restarted or has ended
    signal?.addEventListener("abort", end);
    observer.observe(document.body, { childList: true, subtree: true });
    ask({});
    return end;
  };
}

