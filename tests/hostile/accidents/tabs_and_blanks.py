"""Invisible characters in the answers: no-break spaces in comments, a tab, a form feed."""

OUTCOMES = ("graded",)


def hand_in(folder, notebook):
    import corpus

    for cell in notebook.cells:
        if cell.id == "00-best-class":
            cell.source = "#\u00a0mine\u200b\n\f\n" + cell.source.replace("    ", "\t")
    corpus.write(folder, notebook)
