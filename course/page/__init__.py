"""What a check shows to somebody at a notebook page: cards, other answers, a way to go on.

No verdict rests on anything here. Where nobody watches (nbgrader, nbval, Validate, a plain Python
script), a check prints a line or raises an exception, and none of this is used.
"""
