"""A test cell was merged into the answer cell above it."""


def hand_in(folder, notebook):
    import corpus

    cells = {cell.id: cell for cell in notebook.cells}
    answer, test = cells["00-best-class"], cells["00-best-class-test"]
    answer.source = answer.source + "\n\n" + test.source
    notebook.cells.remove(test)
    corpus.write(folder, notebook)
