"""What `nbgrader` reads when it is started in this folder: `nbgrader generate_assignment` then
makes the same release as `course build`. The settings stand in `course/build.py`, once.
"""

from course.build import configure

configure(get_config())  # noqa: F821 (nbgrader hands get_config to this file)
