"""Checks of lesson 05: which tensors an optimizer holds, and how it follows a swap."""
