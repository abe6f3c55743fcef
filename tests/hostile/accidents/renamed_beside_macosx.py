"""A renamed notebook, beside the files that macOS puts into archives."""


def hand_in(folder, notebook):
    import corpus

    corpus.write(folder, notebook, "my notebook.ipynb")
    (folder / "__MACOSX").mkdir()
    (folder / "__MACOSX" / "._my notebook.ipynb").write_bytes(b"\0\5\x16\7\0\2")
    (folder / "._my notebook.ipynb").write_bytes(b"\0\5\x16\7\0\2")
    (folder / ".DS_Store").write_bytes(b"\0\0\0\1Bud1")
