"""The version of the format is missing."""


def hand_in(folder, notebook):
    import nbformat

    text = nbformat.writes(notebook)
    text = text.replace('"nbformat": 4,', "").replace('"nbformat_minor": 5', '"x": 1')
    (folder / f"{folder.name}.ipynb").write_bytes(text.encode())
