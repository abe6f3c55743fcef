"""nbgrader reads this file when it is started in this folder, so `nbgrader generate_assignment`
makes the same release as `course build`. The settings are in `course/nbgrader_glue.py`.
"""

from course.nbgrader_glue import configure

configure(get_config())  # noqa: F821 (nbgrader provides get_config)
