"""Looks for the gradebook, other submissions, sources and solutions in all files it can see."""

# %% first
import os

ours = os.getcwd()
for folder, folders, names in os.walk("/"):
    folders[:] = [f for f in folders if f not in ("proc", "sys", "site-packages")]
    for name in names:
        hit = name in ("gradebook.db", "nbgrader_config.py", "shadow") or name.endswith(".ipynb")
        if hit and not folder.startswith(ours) and "/share/" not in folder:
            print("ESCAPED: could see", os.path.join(folder, name))
for place in ("submitted", "source", "solutions", "release", "tests", ".git"):
    import course

    path = os.path.join(os.path.dirname(course.__path__[0]), place)
    if os.path.exists(path):
        print("ESCAPED: could see", place, "beside the package")
for path in ("/root", "/home", "/etc/passwd", "/etc/shadow", "/etc/hosts", "/var", "/run", "/mnt"):
    try:
        if os.path.isdir(path) and os.listdir(path) or os.path.isfile(path):
            print("ESCAPED: could read", path)
    except OSError:
        pass
