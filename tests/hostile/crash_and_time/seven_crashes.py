"""Seven cells of their own end the kernel; the exercises are right."""

# %% first
import os

os._exit(1)

# %% after set-up
import os

os.abort()

# %% after 00-best-class
import ctypes

ctypes.string_at(0)

# %% before 00-quiz-1
import os
import signal

os.kill(os.getpid(), signal.SIGKILL)

# %% after 00-quiz-1
import os

os._exit(0)

# %% last
import os
import signal

os.kill(0, signal.SIGKILL)

# %% after 00-predict-dahlia
import os

os._exit(3)
