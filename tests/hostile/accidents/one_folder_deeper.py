"""The notebook is one folder too deep."""


def hand_in(folder, notebook):
    import corpus

    (folder / folder.name).mkdir()
    corpus.write(folder / folder.name, notebook)
