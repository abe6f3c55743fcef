"""The release as it was handed out."""

START = "release"
