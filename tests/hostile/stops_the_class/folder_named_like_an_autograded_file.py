"""A folder among the files has the name of the lesson's notebook in another folder, and of a record."""

OUTCOMES = ("graded", "graded-with-repairs", "malformed")
START = "release"


def hand_in(folder, notebook):
    import corpus

    corpus.write(folder, notebook)
    (folder / "timestamp.txt").mkdir()
    (folder / f"{folder.name}.ipynb.d").mkdir()
    (folder / ".ipynb_checkpoints").write_text("a file")
