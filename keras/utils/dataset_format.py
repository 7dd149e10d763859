"""The kind of data set that Keras 3's `format` argument asks for."""


def check(format: str, where: str) -> None:
    """Refuses all but 'tf'."""
    if format != "tf":
        raise ValueError(
            f"{where}: only data sets of TensorFlow are made. Expected "
            f"format='tf'. Received: format={format!r}. Leave it out."
        )
