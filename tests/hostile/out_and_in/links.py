"""Links in the submission lead to files of the machine."""

START = "release"


def hand_in(folder, notebook):
    import os

    import corpus

    corpus.write(folder, notebook)
    os.symlink("/etc/passwd", folder / "passwd")
    os.symlink("/", folder / "root")
    os.symlink(os.path.abspath(__import__("course").__path__[0]), folder / "package")
    notebook.cells.insert(
        0,
        __import__("nbformat").v4.new_code_cell(
            "import os\nfor n in ('passwd', 'root', 'package'):\n"
            "    if os.path.lexists(n):\n        print('ESCAPED: a link was copied', n)"
        ),
    )
    corpus.write(folder, notebook)
