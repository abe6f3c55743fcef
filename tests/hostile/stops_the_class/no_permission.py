"""A file that cannot be read, a named pipe and a socket lie beside the notebook."""

START = "release"


def hand_in(folder, notebook):
    import os
    import socket

    import corpus

    corpus.write(folder, notebook)
    os.mkfifo(folder / "pipe")
    (folder / "secret").write_text("x")
    (folder / "secret").chmod(0)
    here = os.getcwd()
    os.chdir(folder)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s")
    os.chdir(here)
