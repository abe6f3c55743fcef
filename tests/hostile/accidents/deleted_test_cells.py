"""The test cells were deleted."""


def hand_in(folder, notebook):
    import corpus

    notebook.cells = [cell for cell in notebook.cells if not cell.id.endswith("-test")]
    corpus.write(folder, notebook)
