"""5,000 empty files beside the notebook."""

OUTCOMES = ("graded", "graded-with-repairs", "malformed")
EXACT = False


def hand_in(folder, notebook):
    import corpus

    corpus.write(folder, notebook)
    for number in range(5000):
        (folder / f"f{number}").touch()
