"""The notebook of another lesson was handed in under this name."""

OUTCOMES = ("malformed",)
DESERVED = 0


def hand_in(folder, notebook):
    import corpus
    from nbformat.v4 import new_code_cell

    notebook.cells = [new_code_cell("print(1)"), new_code_cell("x = 2")]
    corpus.write(folder, notebook)
