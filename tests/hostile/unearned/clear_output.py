"""An event handler clears the output of every cell after it ran."""

# %% first
from IPython.display import clear_output

get_ipython().events.register("post_run_cell", lambda *args: clear_output())
get_ipython().events.register("post_execute", lambda *args: clear_output())
