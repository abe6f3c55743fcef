"""The answers are in a Python file; there is no notebook."""

OUTCOMES = ("malformed",)
DESERVED = 0


def hand_in(folder, notebook):
    text = "\n\n".join(cell.source for cell in notebook.cells)
    (folder / f"{folder.name}.py").write_text(text)
