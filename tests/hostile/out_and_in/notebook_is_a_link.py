"""The notebook is a link to another student's."""

START = "release"
OUTCOMES = ("malformed",)


def hand_in(folder, notebook):
    import os

    name = f"{folder.name}.ipynb"
    os.symlink(os.path.join("..", "..", "a-honest", folder.name, name), folder / name)
