"""The student's folder has a name of 250 characters."""

STUDENT = "m" * 250
START = "release"
