"""Functional graphs: from symbolic calls to steps, and to configs."""
