"""Layers that give features a fixed scale."""
