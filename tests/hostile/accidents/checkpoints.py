"""Checkpoints with older notebooks lie in a folder beside the notebook."""


def hand_in(folder, notebook):
    import corpus

    corpus.write(folder, notebook)
    old = folder / ".ipynb_checkpoints"
    old.mkdir()
    notebook.cells = notebook.cells[:1]
    corpus.write(old, notebook, f"{folder.name}-checkpoint.ipynb")
