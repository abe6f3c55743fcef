"""`course pack --hub`: what the administrator of a JupyterHub needs, as one zip.

The zip has the package with its environment, a fragment of `jupyterhub_config.py`, the settings of
Jupyter and nbgrader for students and for instructors, and a page with the commands. It has no
lessons: students fetch those through nbgrader's exchange.
"""

import json
from pathlib import Path

from nbgrader.exchange.default import Exchange

from course.grading.gradebook import Course
from course.hand_out.pack import Packed, default_path, package, write_zip
from course.hand_out.templates import filled


def pack_hub(root: Path, project: Path, to: Path | None = None) -> Packed:
    """Write the zip for a hub.

    Args:
        root: a class's folder or the project; its settings name the exchange and the class.
        project: the clone, which has the environment.
        to: the file; by default in the root's `dist/`.

    Raises:
        CourseError: the settings cannot be read, or the zip cannot be written.
    """
    course = Course(root)
    exchange = Exchange(config=course.config)
    name = str(course.config.CourseDirectory.course_id)
    values = {"course": name, "exchange": exchange.root, "exchange_text": json.dumps(exchange.root)}
    files = package(project) | filled("hub", values)
    return write_zip(to or default_path(course, "hub"), f"{name}-hub", files)
