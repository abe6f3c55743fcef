"""A folder with a file in it has the name of the notebook; the notebook has another name."""

OUTCOMES = ("malformed", "graded", "graded-with-repairs")
START = "release"


def hand_in(folder, notebook):
    import corpus

    (folder / f"{folder.name}.ipynb").mkdir()
    (folder / f"{folder.name}.ipynb" / "data.csv").write_text("x")
    corpus.write(folder, notebook, "mine.ipynb")
