"""Grade a class: read and repair → run → save.

``repair`` and ``save`` are nbgrader's, with a hand for damaged notebooks; ``runner.run`` executes
one notebook, and is a function of bytes to bytes: it can be mapped over any executor.
"""
