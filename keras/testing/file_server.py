"""Serves a test's files on this machine, as the servers of data sets do."""

import contextlib
import http.server
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class FileServer:
    """What is served, and what was asked for.

    Attributes:
        address: URL of the server, without a slash at its end.
        files: Bytes by name.
        requests: Name and Range header of each request so far.
        drop_after: Bytes after which a full transfer breaks, or None.
        knows_ranges: Whether a part of a file may be asked for.
    """

    address: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    requests: list[tuple[str, str | None]] = field(default_factory=list)
    drop_after: int | None = None
    knows_ranges: bool = True


@contextlib.contextmanager
def serving(**files: bytes) -> Iterator[FileServer]:
    """Starts a server on a free port, and stops it at the end of the block."""
    state = FileServer(files=dict(files))

    class Handler(_Handler):
        served = state

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(http.server.BaseHTTPRequestHandler):
    served: FileServer

    def do_GET(self) -> None:
        asked = self.headers.get("Range")
        name = self.path.strip("/").partition("?")[0]
        self.served.requests.append((name, asked))
        whole = self.served.files.get(name)
        if whole is None:
            self.send_error(404)
            return
        first = 0
        if asked and self.served.knows_ranges:
            first = int(re.fullmatch(r"bytes=(\d+)-", asked)[1])
        self.send_response(206 if first else 200)
        self.send_header("ETag", f'"{hash(whole)}"')
        self.send_header("Content-Length", str(len(whole) - first))
        self.end_headers()
        last = self.served.drop_after if not first else None
        self.wfile.write(whole[first:last])

    def log_message(self, *args) -> None:
        """Says nothing."""
