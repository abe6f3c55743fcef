"""ExecutionResult.success is always true, and errors are not shown."""

# %% first
from IPython.core.interactiveshell import ExecutionResult

ExecutionResult.success = property(lambda self: True)
get_ipython().showtraceback = lambda *args, **options: None
get_ipython()._showtraceback = lambda *args: None
