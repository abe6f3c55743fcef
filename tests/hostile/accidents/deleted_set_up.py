"""The set-up cell was deleted."""


def hand_in(folder, notebook):
    import corpus

    notebook.cells = [cell for cell in notebook.cells if not cell.id.endswith("setup")]
    corpus.write(folder, notebook)
