"""The outputs are of odd types."""


def hand_in(folder, notebook):
    import json

    for cell in notebook.cells:
        cell.outputs = [{"output_type": "odd", "x": 1}]
        cell.execution_count = "seven"
    text = json.dumps(notebook)
    (folder / f"{folder.name}.ipynb").write_text(text)
