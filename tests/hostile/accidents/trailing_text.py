"""Something was appended to the file."""

OUTCOMES = ("graded", "graded-with-repairs", "malformed")
EXACT = False


def hand_in(folder, notebook):
    import nbformat

    text = nbformat.writes(notebook)
    (folder / f"{folder.name}.ipynb").write_bytes(text.encode() + b"\n\0\0\0\n")
