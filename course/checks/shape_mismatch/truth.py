"""What counts as True or False, for the exercises that ask for one of them."""

from course.checks.core import describe, fail


def truth(value: object, what: str) -> bool:
    """Return a plain bool for a bool, or for one comparison of tensors or arrays.

    Args:
        what: a sentence that ends in "got".

    Raises:
        CheckFailed: it is anything else.
    """
    if isinstance(value, bool):
        return value
    if getattr(value, "shape", None) == () and str(value.dtype) in ("torch.bool", "bool"):
        return bool(value)
    seen = "The exercise asks for True or False."
    look = "what does your function return, at the end of each branch?"
    fail("wrong-type", f"{what} {describe(value)}.", seen, look)
