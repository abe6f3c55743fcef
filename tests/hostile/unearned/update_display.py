"""A later cell rewrites the output of the test cells through their display ids."""

# %% first
from IPython.display import display

publish = get_ipython().display_pub.publish
get_ipython().showtraceback = lambda *args, **options: display("failed", display_id="verdict")

# %% last
from IPython.display import update_display

update_display({"text/plain": "1"}, raw=True, display_id="verdict")
