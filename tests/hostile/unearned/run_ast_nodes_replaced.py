"""Replaces the shell's run_ast_nodes: whatever a cell holds, nothing runs and nothing fails."""

# %% first
async def run_ast_nodes(*args, **options):
    return False


get_ipython().run_ast_nodes = run_ast_nodes
