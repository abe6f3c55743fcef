"""The timestamp is not a time."""


def hand_in(folder, notebook):
    import corpus

    corpus.write(folder, notebook)
    (folder / "timestamp.txt").write_bytes(b"\xff\xfeyesterday")
