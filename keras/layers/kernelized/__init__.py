"""Layers whose features approximate a kernel."""
