"""The file is empty."""

OUTCOMES = ("malformed",)
DESERVED = 0


def hand_in(folder, notebook):
    (folder / f"{folder.name}.ipynb").touch()
