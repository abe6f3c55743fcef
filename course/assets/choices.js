// The browser part of course/page/choices.py: a button for each option of a question.
// live.js stands in front of it.

const ANSWER = /(=\s*)(["']).*?\2/; // answer_1 = "": what stands between the quotes

// Return the open notebook and the places of the cell with this id and of the cell around a node.
// None where JupyterLab does not show itself to scripts; then the letter is typed.
function found(question, node) {
  for (const { content } of window.jupyterapp?.shell.widgets("main") ?? []) {
    const cells = [...content?.widgets ?? []];
    const check = cells.findIndex((cell) => cell.node?.contains(node));
    const answer = cells.findIndex((cell) => cell.model?.id === question);
    if (check >= 0 && answer >= 0 && ANSWER.test(cells[answer].model.sharedModel.getSource())) return { content, answer, check };
  }
}

async function choose(question, letter, node) {
  const { content, answer, check } = found(question, node);
  const text = content.widgets[answer].model.sharedModel;
  text.setSource(text.getSource().replace(ANSWER, `$1"${letter}"`));
  for (const index of [answer, check]) {
    content.deselectAll();
    content.activeCellIndex = index;
    await window.jupyterapp.commands.execute("notebook:run-cell");
  }
}

function panel({ question, options }) {
  const root = element("div", { class: "course-choices", role: "group", "aria-label": `answer to ${question}` });
  for (const [letter, text] of Object.entries(options)) {
    const label = text ? `${letter}: ${text}` : letter;
    const button = element("button", { type: "button", "aria-label": label, title: text }, letter);
    button.addEventListener("click", () => choose(question, letter, root));
    root.append(button);
  }
  const draw = () => requestAnimationFrame(() => { root.hidden = !found(question, root); });
  return { root, draw, status: element("span") };
}

export default { initialize: live(panel, () => ({})) };
