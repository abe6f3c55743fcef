"""All metadata is lost, as after a conversion; the cell ids are there."""


def hand_in(folder, notebook):
    import corpus

    for cell in notebook.cells:
        cell.metadata = {}
    notebook.metadata = {}
    corpus.write(folder, notebook)
