"""Hands in a partial of a method of an object that holds the course's own function."""

LESSON = "01_head_roles"

# %% 01-swap-fc
import functools

from course import heads


class Tool:
    do = staticmethod(heads.replace_head)


def through(tool, *args):
    return tool.do(*args)


swap_fc = functools.partial(through, Tool())
