"""The course outside of its clone: an instructor's folder, and what students and a hub receive."""
