"""The test cells are missing."""


def hand_in(folder, notebook):
    import corpus

    notebook.cells = [c for c in notebook.cells if not c.id.endswith("-test")]
    corpus.write(folder, notebook)
