"""Every cell appears twice, with the same ids."""


def hand_in(folder, notebook):
    import corpus

    notebook.cells = [cell for cell in notebook.cells for _ in range(2)]
    corpus.write(folder, notebook)
