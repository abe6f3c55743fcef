"""Cell ids are lost, the metadata is there."""


def hand_in(folder, notebook):
    import corpus

    for number, cell in enumerate(notebook.cells):
        cell.id = f"x{number}"
    corpus.write(folder, notebook)
