"""An audit hook of the student's own raises an error or reads frames at every event."""

# %% first
import sys

seen = []


def hook(event, args):
    if event.startswith("course"):
        frame = sys._getframe(1)
        seen.append((event, frame.f_locals))
        raise RuntimeError("not today")


sys.addaudithook(hook)
