"""The file is in latin-1, with an é in a cell."""


def hand_in(folder, notebook):
    import nbformat

    text = nbformat.writes(notebook)
    text = text.replace("def best_class(logits):", "# très bien, naïve façade\\ndef best_class(logits):", 1)
    (folder / f"{folder.name}.ipynb").write_bytes(text.encode("latin-1", "ignore"))
