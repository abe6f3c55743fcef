"""Looks for the grader's environment in its own, and in that of every process it can see."""

# %% first
import os

texts = ["\0".join(f"{name}={value}" for name, value in os.environ.items())]
for pid in filter(str.isdigit, os.listdir("/proc")):
    for name in ("environ", "cmdline"):
        try:
            texts.append(open(f"/proc/{pid}/{name}", errors="replace").read())
        except OSError:
            pass
if any("a-secret-of-the-" "grader" in text for text in texts):
    print("ESCAPED: could read the grader's environment")
