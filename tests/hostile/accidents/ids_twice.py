"""All cells have the same id."""


def hand_in(folder, notebook):
    import corpus

    for cell in notebook.cells:
        cell.id = "same"
    corpus.write(folder, notebook)
