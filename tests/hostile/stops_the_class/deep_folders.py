"""1,200 folders in one another."""

START = "release"
OUTCOMES = ("graded", "graded-with-repairs", "malformed")


def hand_in(folder, notebook):
    import os

    import corpus

    corpus.write(folder, notebook)
    here = os.getcwd()
    os.chdir(folder)
    for _ in range(1200):
        os.mkdir("d")
        os.chdir("d")
    os.chdir(here)
