"""Cell ids and metadata are lost: cells are known by text and place."""


def hand_in(folder, notebook):
    import corpus

    for number, cell in enumerate(notebook.cells):
        cell.id, cell.metadata = f"x{number}", {}
    corpus.write(folder, notebook)
