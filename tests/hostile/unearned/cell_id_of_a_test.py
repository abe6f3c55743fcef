"""A cell of the student's own has the id of a test cell, and its test is a raw cell."""


def hand_in(folder, notebook):
    import corpus
    from nbformat.v4 import new_code_cell

    for at, cell in reversed(list(enumerate(notebook.cells))):
        if cell.id.endswith("-test"):
            own = new_code_cell("1", id=cell.id)
            cell.id += "-old"
            cell.cell_type = "raw"
            for key in ("outputs", "execution_count"):
                cell.pop(key, None)
            cell.metadata.pop("nbgrader")
            notebook.cells.insert(at, own)
    corpus.write(folder, notebook)
