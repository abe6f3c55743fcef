"""After the set-up the name checks is something that accepts everything."""

# %% after set-up
class Yes:
    def __getattr__(self, name):
        return self

    def __call__(self, *args, **options):
        return None


checks = Yes()
