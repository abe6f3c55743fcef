"""Cell ids are empty, too long, or have blanks in them."""


def hand_in(folder, notebook):
    import corpus

    for cell, odd in zip(notebook.cells, ["", "a b c", "x" * 100, "é", "00-quiz-1"]):
        cell.id = odd
    corpus.write(folder, notebook)
