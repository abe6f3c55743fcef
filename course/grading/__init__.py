"""Grade a class: read and repair → run → save.

``runner.run`` executes one notebook. It is a function from bytes to bytes, so any executor can run
it. Grades are saved by nbgrader's own steps.
"""
