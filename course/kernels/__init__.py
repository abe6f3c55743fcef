"""Warm kernels: a prepared process has imported everything and forks a kernel in milliseconds.

There are two Jupyter kernel provisioners, so any program that starts kernels can be configured to
use them:

- ``course-warm`` forks from an ordinary process, for trusted code;
- ``course-sandboxed`` forks inside a sandbox (Linux, bubblewrap), for all other code.

    JUPYTER_DEFAULT_PROVISIONER_NAME=course-warm pytest --nbval-lax solutions

Nothing here knows about lessons: what is imported before the fork is a list of names.
"""
