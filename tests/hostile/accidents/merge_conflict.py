"""The file has the marks of a merge conflict."""

OUTCOMES = ("malformed",)
DESERVED = 0


def hand_in(folder, notebook):
    import nbformat

    text = nbformat.writes(notebook)
    lines = text.splitlines()
    lines[10:10] = ["<<<<<<< HEAD", lines[10], "=======", lines[10], ">>>>>>> theirs"]
    (folder / f"{folder.name}.ipynb").write_bytes("\n".join(lines).encode())
