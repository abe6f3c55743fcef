"""The notebook has numbers of 100,000 digits, nan, Infinity and lone surrogates."""

START = "release"
OUTCOMES = ("graded", "graded-with-repairs", "malformed")


def hand_in(folder, notebook):
    import nbformat

    text = nbformat.writes(notebook)
    odd = f'"a": {"9" * 100_000}, "b": NaN, "c": -Infinity, "d": "\\ud800", "e": 1e999, '
    text = text.replace('"metadata": {', '"metadata": {' + odd, 1)
    (folder / f"{folder.name}.ipynb").write_text(text)
