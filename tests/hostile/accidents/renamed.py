"""The notebook has another name."""


def hand_in(folder, notebook):
    import corpus

    corpus.write(folder, notebook, "Untitled (1).ipynb")
