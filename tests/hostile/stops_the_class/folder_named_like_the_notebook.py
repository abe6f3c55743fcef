"""A folder has the name of the notebook."""

OUTCOMES = ("malformed", "graded", "graded-with-repairs")
START = "release"


def hand_in(folder, notebook):
    import corpus

    (folder / f"{folder.name}.ipynb").mkdir()
    corpus.write(folder / f"{folder.name}.ipynb", notebook)
