"""There are two notebooks, and neither has the right name."""

OUTCOMES = ("graded-with-repairs", "malformed")
EXACT = False


def hand_in(folder, notebook):
    import corpus

    corpus.write(folder, notebook, "final.ipynb")
    corpus.write(folder, notebook, "final2.ipynb")
