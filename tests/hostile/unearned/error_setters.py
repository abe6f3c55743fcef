"""ExecutionResult forgets its errors as soon as they are written."""

# %% first
from IPython.core.interactiveshell import ExecutionResult

forget = property(lambda self: None, lambda self, value: None)
ExecutionResult.error_in_exec = ExecutionResult.error_before_exec = forget
get_ipython().showtraceback = lambda *args, **options: None
