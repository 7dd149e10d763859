"""The model: layers put together, trained, copied and saved."""
