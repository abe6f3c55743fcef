"""The minor version of the format is a text."""


def hand_in(folder, notebook):
    import nbformat

    text = nbformat.writes(notebook)
    text = text.replace('"nbformat_minor": 5', '"nbformat_minor": "5"')
    (folder / f"{folder.name}.ipynb").write_bytes(text.encode())
