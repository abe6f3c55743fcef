"""The error for problems that the user can fix."""


class CourseError(RuntimeError):
    """Something outside the code is missing or in the way: a package, a file, the network, a port.

    The message says what was expected, what was found, and what to do. Jupyter shows it without a
    traceback, because none of the user's lines is at fault.
    """

    def _render_traceback_(self) -> list[str]:
        return [f"{type(self).__name__}: {self}"]
