"""Columns of a table as one encoded space, for models and data pipelines."""
