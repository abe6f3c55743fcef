"""Each test cell appears twice, once with another text, once as a Markdown cell."""


def hand_in(folder, notebook):
    import copy

    import corpus

    for cell in [c for c in notebook.cells if c.id.endswith("-test")]:
        false = copy.deepcopy(cell)
        false.source, false.id = "1", cell.id[:20] + "x"
        notebook.cells.append(false)
        text = copy.deepcopy(cell)
        text.cell_type, text.id = "markdown", cell.id[:20] + "y"
        for key in ("outputs", "execution_count"):
            text.pop(key, None)
        notebook.cells.append(text)
    corpus.write(folder, notebook)
