"""30 MB of empty lists in the metadata of the notebook."""

OUTCOMES = ("graded", "graded-with-repairs", "malformed")
EXACT = False


def hand_in(folder, notebook):
    import nbformat

    text = nbformat.writes(notebook)
    lists = "[" + "[]," * 10_000_000 + "[]]"
    text = text.replace('"metadata": {', f'"metadata": {{"x": {lists}, ', 1)
    (folder / f"{folder.name}.ipynb").write_text(text)
