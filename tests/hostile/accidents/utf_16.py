"""The file is in UTF-16, as Windows' Notepad saves it."""


def hand_in(folder, notebook):
    import nbformat

    text = nbformat.writes(notebook)
    (folder / f"{folder.name}.ipynb").write_bytes(text.encode("utf-16"))
