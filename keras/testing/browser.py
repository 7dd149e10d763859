"""Pages in a headless Chromium, for tests: loaded, clicked, measured, printed.

with browser.Browser(tmp_path) as chromium:
    page = chromium.open(tmp_path / "model.html")
    assert page.run("document.title") == "model"
"""

from __future__ import annotations

import base64
import json
import os
import pathlib
import select
import shutil
import subprocess
import time
from typing import Any

_PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
_SECONDS = 60  # for any one answer, on a machine with much else to do


class Browser:
    """A Chromium that is told what to do over two pipes.

    Args:
        folder: Where it keeps what it must; left to the caller.
    Raises:
        RuntimeError: If no Chromium is installed.
    """

    def __init__(self, folder: pathlib.Path) -> None:
        program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
        if program is None:
            raise RuntimeError(
                "Browser: no Chromium is installed. Expected one of "
                f"{', '.join(_PROGRAMS)} in PATH. Received: "
                f"PATH={os.environ.get('PATH')}. Run tools/setup.sh as root, "
                "or `apt-get install chromium`."
            )
        ours_in, self._to = os.pipe()
        self._from, ours_out = os.pipe()
        self._process = subprocess.Popen(
            # The shell puts the pipes where Chromium looks for them.
            [
                "bash", "-c", f'exec "$@" 3<&{ours_in} 4>&{ours_out}', "bash",
                program, "--headless", "--remote-debugging-pipe",
                "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                "--no-first-run", "--disable-background-networking",
                f"--user-data-dir={folder / 'chromium'}",
            ],
            pass_fds=(ours_in, ours_out),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(ours_in)
        os.close(ours_out)
        self._number = 0
        self._received = b""
        self._events: list[dict] = []

    def __enter__(self) -> Browser:
        return self

    def __exit__(self, *error: object) -> None:
        self._process.terminate()
        self._process.wait(_SECONDS)
        os.close(self._to)
        os.close(self._from)

    def ask(self, method: str, session: str | None = None, **values) -> dict:
        """Returns what Chromium answers to a command of its protocol.

        Raises:
            RuntimeError: If it refuses.
        """
        self._number += 1
        asked = {"id": self._number, "method": method, "params": values}
        if session is not None:
            asked["sessionId"] = session
        os.write(self._to, json.dumps(asked).encode() + b"\0")
        while (answer := self._next()).get("id") != self._number:
            self._events.append(answer)
        if "error" in answer:
            raise RuntimeError(f"Browser: {method}: {answer['error']}")
        return answer["result"]

    def wait_for(self, method: str) -> None:
        """Waits for an event."""
        while not self.events(method):
            self._events.append(self._next())

    def events(self, method: str) -> list[dict]:
        """Returns what came of a kind of event, so far."""
        return [e["params"] for e in self._events if e.get("method") == method]

    def open(
        self, path: pathlib.Path, width: int = 1280, height: int = 800
    ) -> Page:
        """Returns a page when it's loaded.

        Args:
            path: An HTML file.
            width: Of the window, in pixels. Default 1280.
            height: Of the window, in pixels. Default 800.
        """
        self._events.clear()
        target = self.ask("Target.createTarget", url="about:blank")
        session = self.ask("Target.attachToTarget", flatten=True, **target)
        page = Page(self, session["sessionId"])
        for domain in ("Page", "Runtime", "Log", "Network"):
            page.ask(f"{domain}.enable")
        page.resize(width, height)
        page.ask("Page.navigate", url=path.absolute().as_uri())
        self.wait_for("Page.loadEventFired")
        return page

    def _next(self) -> dict:
        """Returns the next message."""
        end = time.monotonic() + _SECONDS
        while b"\0" not in self._received:
            left = max(0.0, end - time.monotonic())
            if not select.select([self._from], [], [], left)[0]:
                raise RuntimeError(f"Browser: no answer for {_SECONDS} s.")
            more = os.read(self._from, 1 << 16)
            if not more:
                raise RuntimeError("Browser: Chromium has ended.")
            self._received += more
        message, _, self._received = self._received.partition(b"\0")
        return json.loads(message)


class Page:
    """One page.

    Args:
        browser: What shows it.
        session: Its name there.
    """

    def __init__(self, browser: Browser, session: str) -> None:
        self._browser = browser
        self._session = session

    def ask(self, method: str, **values) -> dict:
        """Returns what Chromium answers for this page."""
        return self._browser.ask(method, self._session, **values)

    def run(self, script: str) -> Any:
        """Returns the value of a JavaScript expression, as JSON has it.

        Raises:
            RuntimeError: If the script raises.
        """
        done = self.ask(
            "Runtime.evaluate", expression=script, returnByValue=True
        )
        if "exceptionDetails" in done:
            raise RuntimeError(f"Page: {script}: {done['exceptionDetails']}")
        return done["result"].get("value")

    def click(self, selector: str) -> None:
        """Clicks with the mouse on the middle of an element."""
        x, y = self.run(
            f"(() => {{ const box = document.querySelector({selector!r})"
            ".getBoundingClientRect();"
            "return [box.x + box.width / 2, box.y + box.height / 2]; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.ask(
                "Input.dispatchMouseEvent",
                type=kind,
                x=x,
                y=y,
                button="left",
                clickCount=1,
            )

    def type(self, text: str) -> None:
        """Types into what has the focus."""
        self.ask("Input.insertText", text=text)

    def press(self, key: str) -> None:
        """Presses a key, such as "Enter"."""
        for kind in ("keyDown", "keyUp"):
            self.ask("Input.dispatchKeyEvent", type=kind, key=key)

    def resize(self, width: int, height: int) -> None:
        """Gives the window a size in pixels."""
        self.ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    def problems(self) -> list[str]:
        """Returns what went wrong in the page so far, by its own account."""
        thrown = self._browser.events("Runtime.exceptionThrown")
        logged = self._browser.events("Log.entryAdded")
        return [str(e["exceptionDetails"]) for e in thrown] + [
            e["entry"]["text"] for e in logged
        ]

    def addresses(self) -> list[str]:
        """Returns the addresses that the page asked for so far."""
        asked = self._browser.events("Network.requestWillBeSent")
        return [event["request"]["url"] for event in asked]

    def pdf(self) -> bytes:
        """Returns the page as it's printed on paper, as PDF."""
        done = self.ask(
            "Page.printToPDF", preferCSSPageSize=True, printBackground=True
        )
        return base64.b64decode(done["data"])

    def picture(self) -> bytes:
        """Returns what the window shows, as PNG."""
        return base64.b64decode(self.ask("Page.captureScreenshot")["data"])
