"""Sends the logs of every epoch to a server."""

import json
import warnings
from typing import Any

import numpy as np

from keras.callbacks import callback

Logs = callback.Logs


class RemoteMonitor(callback.Callback):
    """Sends the logs of every epoch to a server, by HTTP POST.

    What is sent is a dict of `epoch`, from 0, and the logs. A server that
    can't be reached gives a warning; training goes on. Needs the package
    `requests`.

    Args:
        root: Address of the server. Default 'http://localhost:9000'.
        path: Path on the server. Default '/publish/epoch/end/'.
        field: Field of the form that holds the dict, as JSON. Default 'data'.
        headers: Headers of the request, a dict. Default None.
        send_as_json: True sends the dict as the request's body, of type
            application/json; False (default) in a form's field.

    Raises:
        ImportError: After the first epoch, if `requests` isn't installed.

    Example:
        >>> watcher = keras.callbacks.RemoteMonitor(send_as_json=True)
        >>> # model.fit(x, y, callbacks=[watcher])
    """

    def __init__(
        self,
        root: str = "http://localhost:9000",
        path: str = "/publish/epoch/end/",
        field: str = "data",
        headers: dict[str, str] | None = None,
        send_as_json: bool = False,
    ) -> None:
        super().__init__()
        self.root = root
        self.path = path
        self.field = field
        self.headers = headers
        self.send_as_json = send_as_json

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Sends the epoch's logs."""
        requests = _requests()
        values = {name: _plain(value) for name, value in (logs or {}).items()}
        sent = {"epoch": epoch, **values}
        body: dict[str, Any] = (
            {"json": sent}
            if self.send_as_json
            else {"data": {self.field: json.dumps(sent)}}
        )
        try:
            requests.post(self.root + self.path, headers=self.headers, **body)
        except requests.exceptions.RequestException as error:
            warnings.warn(
                f"RemoteMonitor: {self.root} can't be reached, so epoch "
                f"{epoch}'s logs are lost there: {error}",
                stacklevel=2,
            )


def _requests() -> Any:
    try:
        import requests
    except ImportError as error:
        raise ImportError(
            "RemoteMonitor: a package is missing. Expected `requests`. "
            "Received: none. Run `pip install requests`."
        ) from error
    return requests


def _plain(value: Any) -> Any:
    is_array = isinstance(value, np.ndarray | np.generic)
    return value.tolist() if is_array else value
