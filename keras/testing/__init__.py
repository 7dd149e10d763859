"""Checks that the package holds over itself."""
