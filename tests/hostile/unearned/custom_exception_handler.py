"""A custom exception handler of IPython swallows every error."""

# %% first
get_ipython().set_custom_exc((BaseException,), lambda *args, **options: None)
