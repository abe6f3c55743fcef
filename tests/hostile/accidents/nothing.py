"""The folder is empty."""

OUTCOMES = ("malformed",)
DESERVED = 0


def hand_in(folder, notebook):
    pass
