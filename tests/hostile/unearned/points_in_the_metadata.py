"""The metadata of the test cells gives 100 points, also for the prediction, and marks no test."""

OUTCOMES = ("tampered",)
START = "release"


def hand_in(folder, notebook):
    import corpus

    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade"):
            cell.metadata.nbgrader |= {"points": 100, "solution": True, "locked": False}
            cell.source = "print('✓')"
    corpus.write(folder, notebook)
