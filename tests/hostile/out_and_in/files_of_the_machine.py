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
for path in ("/etc/passwd", "/etc/shadow", "/etc/hosts", "/var", "/run", "/mnt", "/srv"):
    if os.path.exists(path):
        print("ESCAPED: could see", path)
for folder in ("/root", "/home", "/kernels", "/kernels/in", "/"):  # may lead to Python itself
    for name in os.listdir(folder) if os.path.isdir(folder) else ():
        if os.path.isfile(os.path.join(folder, name)):
            print("ESCAPED: could see the file", name, "in", folder)
