"""The student's folder has a name that is a pattern of files."""

STUDENT = "*[a-z]?"
START = "release"
