"""Sources are lists of lines, some of them null; tags and attachments are odd."""


def hand_in(folder, notebook):
    import json

    for cell in notebook.cells:
        cell.source = cell.source.splitlines(keepends=True)
        cell.metadata["tags"] = ["x" * 10, 7]
        cell.attachments = {"a.png": "not a dict"}
    (folder / f"{folder.name}.ipynb").write_text(json.dumps(notebook))
