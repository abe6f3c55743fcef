"""The shell's display hook shows 1 for everything, also for None, and hides the error."""

# %% first
import sys

hook = type(get_ipython().displayhook)
call = hook.__call__
hook.__call__ = lambda self, result=None: call(self, 1)
get_ipython().showtraceback = lambda *args, **options: sys.displayhook(1)
