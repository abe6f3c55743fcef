"""The whole folder is a link to another student's."""

START = "release"
OUTCOMES = ("malformed",)


def hand_in(folder, notebook):
    import os

    os.rmdir(folder)
    os.symlink(os.path.join("..", "a-honest", folder.name), folder)
