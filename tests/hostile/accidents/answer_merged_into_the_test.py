"""An answer cell was merged with the test cell below it."""


def hand_in(folder, notebook):
    import corpus

    cells = {cell.id: cell for cell in notebook.cells}
    answer, test = cells["00-best-class"], cells["00-best-class-test"]
    test.source = answer.source + "\n\n" + test.source
    notebook.cells.remove(answer)
    corpus.write(folder, notebook)
