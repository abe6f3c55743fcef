"""The student's folder has a name of 252 characters."""

STUDENT = "m" * 252
START = "release"
