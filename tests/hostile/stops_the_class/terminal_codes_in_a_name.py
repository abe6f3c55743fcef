"""The student's folder has newlines and terminal codes in its name."""

STUDENT = "m-\x1b[2J\x1b]0;owned\x07\nz-honest · graded"
START = "release"
