"""Set before torch is imported: two test processes with two threads each fight over two cores."""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
