"""An answer cell was split: the first half kept its id, the second has none."""


def hand_in(folder, notebook):
    import corpus
    from nbformat.v4 import new_code_cell

    cells = {cell.id: cell for cell in notebook.cells}
    answer = cells["00-best-class"]
    at = notebook.cells.index(answer)
    notebook.cells.insert(at + 1, new_code_cell(answer.source))
    answer.source = "import math"
    corpus.write(folder, notebook)
