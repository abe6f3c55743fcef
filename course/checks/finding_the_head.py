"""Checks of lesson 02: where the head is, and how it is replaced in any architecture."""
