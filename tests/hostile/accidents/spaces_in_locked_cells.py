"""Spaces and empty lines were added to locked cells."""

NOTES = False
OUTCOMES = ("graded",)


def hand_in(folder, notebook):
    import corpus

    for cell in notebook.cells:
        if cell.id.endswith("-test"):
            cell.source = "\n" + cell.source + "  \n\n"
    corpus.write(folder, notebook)
