"""Checks of lesson 04: what is frozen, in which order, and what moves all the same."""
