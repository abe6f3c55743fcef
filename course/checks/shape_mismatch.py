"""Checks of lesson 03: what a shape error says, and what a checkpoint must match."""
