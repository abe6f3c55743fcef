"""An nbgrader_config.py, a jupyter_config.json and an ipython_config.py lie next to the notebook."""


def hand_in(folder, notebook):
    import corpus

    corpus.write(folder, notebook)
    text = "c = get_config()\nc.Autograde.autograde_preprocessors = []\n"
    text += "c.SaveAutoGrades.enabled = False\nc.ClearSolutions.enabled = False\n"
    for name in ("nbgrader_config.py", "jupyter_config.py", "ipython_config.py"):
        (folder / name).write_text(text)
    (folder / "gradebook.db").write_bytes(b"SQLite format 3\0" * 100)
