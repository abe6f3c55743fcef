"""The answer is an object with a false __signature__, __code__ and __call__."""

# %% 00-best-class
import inspect


class Answer:
    __signature__ = inspect.Signature([])
    __name__ = "best_class"
    __wrapped__ = property(lambda self: (lambda logits: logits.argmax(1)))

    def __call__(self, *args, **options):
        return args[0].argmin(1)


best_class = Answer()
