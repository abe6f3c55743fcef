"""Sets variables that change how Python and the course start, then crashes."""

# %% first
import os

os.environ.update(
    PYTHONSTARTUP="/student/home/work/x.py",
    PYTHONPATH="/student/home/work",
    NBGRADER_EXECUTION="none",
    COURSE_DEVICE="meta",
    PYTHONOPTIMIZE="2",
    LD_PRELOAD="/student/home/work/x.so",
)
os.abort()
