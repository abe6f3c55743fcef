"""Warm kernels: a prepared process has imported everything, and forks a kernel in milliseconds.

Two Jupyter kernel provisioners, so that whatever starts kernels gets them by configuration:

- ``course-warm`` forks from an ordinary process, for code that is trusted;
- ``course-sandboxed`` forks inside a sandbox (Linux, bubblewrap), for code that is not.

    JUPYTER_DEFAULT_PROVISIONER_NAME=course-warm pytest --nbval-lax solutions

Nothing here knows of lessons: what is imported before the fork is a list of names.
"""
