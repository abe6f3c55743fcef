"""Grade the class in this folder with real worker processes, which run the cells without kernels.

A test starts this as a program of its own and kills it. A file named on the command line gets a
line for each job that was begun: the mark of the submission, from a comment in its notebook.
"""

import re
import sys
from pathlib import Path

import nbformat
from nbformat.v4 import new_output

from course.grading import pool, runner

MARK = re.compile(r"# mark (\w+)")


def execute(job):
    """Return what a kernel would, for cells that print nothing."""
    notebook, names = nbformat.reads(job.notebook, as_version=4), {}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            try:
                exec(cell.source, names)
            except Exception as error:
                cell.outputs = [new_output("error", ename="E", evalue="", traceback=[str(error)])]
    return runner.Executed(nbformat.writes(notebook), "graded")


def run(job, log):
    with open(log, "a") as file:
        file.write(MARK.search(job.notebook)[1] + "\n")
    return execute(job)


class Quick(pool.Pool):
    def submit(self, fn, job):
        assert fn is runner.run
        return super().submit(run, job, sys.argv[1])


if __name__ == "__main__":
    from course.grading import engine  # not in the workers

    pool.Pool = Quick
    engine.grade(Path.cwd(), workers=2, sandboxed=False)
