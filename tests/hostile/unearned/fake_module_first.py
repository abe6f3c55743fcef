"""Before the set-up sys.modules has a false course.checks, which accepts everything."""

# %% first
import sys
import types

import course


class Yes(types.ModuleType):
    def __getattr__(self, name):
        return Yes("yes")

    def __call__(self, *args, **options):
        return None


course.checks = sys.modules["course.checks"] = Yes("course.checks")
