"""Lists in lists, 500,000 deep, in the metadata of the notebook."""

OUTCOMES = ("graded", "graded-with-repairs", "malformed")
EXACT = False


def hand_in(folder, notebook):
    import nbformat

    text = nbformat.writes(notebook)
    deep = "[" * 500_000 + "]" * 500_000
    text = text.replace('"metadata": {', f'"metadata": {{"x": {deep}, ', 1)
    (folder / f"{folder.name}.ipynb").write_text(text)
