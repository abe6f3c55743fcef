"""The cells are in the opposite order, but the set-up comes first."""


def hand_in(folder, notebook):
    import corpus

    first, *others = notebook.cells
    pairs = [others[i : i + 2] for i in range(0, len(others), 2)]
    notebook.cells = [first, *(cell for pair in reversed(pairs) for cell in pair)]
    corpus.write(folder, notebook)
