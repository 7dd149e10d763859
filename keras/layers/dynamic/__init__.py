"""Layers whose vocabulary changes while they are trained."""
