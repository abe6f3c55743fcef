"""Replaces the shell's run_code: code runs, and its errors are dropped."""

# %% first
async def run_code(code, result=None, *, async_=False):
    try:
        exec(code, get_ipython().user_ns)
    except BaseException:
        pass
    return False


get_ipython().run_code = run_code
