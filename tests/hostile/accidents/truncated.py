"""The file ends in the middle."""

OUTCOMES = ("malformed",)
DESERVED = 0


def hand_in(folder, notebook):
    import nbformat

    text = nbformat.writes(notebook)
    (folder / f"{folder.name}.ipynb").write_bytes(text.encode()[: len(text) // 2])
