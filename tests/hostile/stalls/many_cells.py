"""10,000 cells of their own."""

OUTCOMES = ("graded", "graded-with-repairs", "malformed", "timeout")
EXACT = False


def hand_in(folder, notebook):
    import corpus
    from nbformat.v4 import new_markdown_cell

    notebook.cells += [new_markdown_cell(f"note {number}") for number in range(10_000)]
    corpus.write(folder, notebook)
