"""The answers are in a copy beside the untouched notebook."""


def hand_in(folder, notebook):
    import shutil

    import corpus

    corpus.write(folder, notebook, f"{folder.name}-Copy1.ipynb")
    shutil.copy(folder.parents[2] / "release" / folder.name / f"{folder.name}.ipynb", folder)
