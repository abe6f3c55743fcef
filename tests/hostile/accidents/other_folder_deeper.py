"""The notebook is in a folder of another name, with other files."""


def hand_in(folder, notebook):
    import corpus

    (folder / "my homework").mkdir()
    corpus.write(folder / "my homework", notebook, f"{folder.name}.ipynb")
    (folder / "readme.txt").write_text("see the folder")
