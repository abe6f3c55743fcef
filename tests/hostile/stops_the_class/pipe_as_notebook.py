"""The notebook is a named pipe, which nobody ever writes to."""

START = "release"


def hand_in(folder, notebook):
    import os

    os.mkfifo(folder / f"{folder.name}.ipynb")
