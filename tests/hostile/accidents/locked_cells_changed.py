"""Test cells were changed by accident: a line is commented out."""


def hand_in(folder, notebook):
    import corpus

    for cell in notebook.cells:
        if cell.id.endswith("-test"):
            cell.source = "# " + cell.source
    corpus.write(folder, notebook)
