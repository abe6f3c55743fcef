"""The notebook says that its format is 5."""

OUTCOMES = ("graded", "graded-with-repairs")


def hand_in(folder, notebook):
    import nbformat

    text = nbformat.writes(notebook)
    text = text.replace('"nbformat": 4', '"nbformat": 5')
    (folder / f"{folder.name}.ipynb").write_bytes(text.encode())
