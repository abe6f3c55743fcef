"""Replaces the builtins exec and eval, with which IPython runs a cell."""

# %% first
import builtins

builtins.exec = builtins.eval = lambda *args, **options: None
