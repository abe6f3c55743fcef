"""An answer cell became a Markdown cell, a test cell a raw cell."""


def hand_in(folder, notebook):
    import corpus

    for cell in notebook.cells:
        if cell.id == "00-best-class":
            cell.cell_type = "markdown"
        if cell.id == "00-quiz-1-test":
            cell.cell_type = "raw"
        if cell.cell_type != "code":
            for key in ("outputs", "execution_count"):
                cell.pop(key, None)
    corpus.write(folder, notebook)
