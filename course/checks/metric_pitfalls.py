"""Checks of lesson 06: how good is it, and compared with what."""
