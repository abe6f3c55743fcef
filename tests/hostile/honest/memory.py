"""tracemalloc, gc.collect, sys.getsizeof, weakref and a profiler."""

# %% first
import cProfile
import gc
import sys
import tracemalloc
import weakref

tracemalloc.start()
print(sys.getsizeof([1]), gc.collect() >= 0, gc.isenabled())
profile = cProfile.Profile()
profile.enable()
sum(range(1000))
profile.disable()
with_weak = weakref.WeakValueDictionary()

# %% 00-best-class
import tracemalloc


def best_class(logits):
    before = tracemalloc.get_traced_memory()
    return logits.argmax(1)
