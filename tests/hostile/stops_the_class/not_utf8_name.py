"""A file beside the notebook has a name that is not UTF-8."""

START = "release"


def hand_in(folder, notebook):
    import os

    import corpus

    corpus.write(folder, notebook)
    with open(os.fsencode(folder) + b"/caf\xe9.txt", "wb"):
        pass
