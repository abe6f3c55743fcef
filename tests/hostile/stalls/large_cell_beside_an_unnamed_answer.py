"""A cell of 1 MB beside an answer that has lost its id."""

OUTCOMES = ("graded", "graded-with-repairs", "malformed")
EXACT = False


def hand_in(folder, notebook):
    import corpus
    from nbformat.v4 import new_code_cell

    for at, cell in reversed(list(enumerate(notebook.cells))):
        if cell.id == "00-best-class":
            cell.metadata.pop("nbgrader")
            cell.id = "x"
            notebook.cells.insert(at, new_code_cell("# " + "logits argmax dim\n# " * 50_000))
    corpus.write(folder, notebook)
