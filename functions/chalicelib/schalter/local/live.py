"""Live reload: tells every open page that it was rebuilt, or that the YAML has a fault."""

import json
import queue
import threading
from collections.abc import Iterator

#: Comment line sent while nothing happens, in seconds: it shows when a browser has gone, and the thread is free again.
HEARTBEAT_SECONDS = 10.0

#: The script that `make serve` adds to every page it sends; the built site does not hold it.
SCRIPT = """"use strict";
(() => {
  const source = new EventSource("/_local/events");
  const banner = (text) => {
    let box = document.querySelector("[data-live]");
    if (!text) { if (box) box.remove(); return; }
    if (!box) {
      box = document.createElement("pre");
      box.dataset.live = "";
      box.className = "live-fault";
      box.setAttribute("role", "alert");
      document.body.prepend(box);
    }
    box.textContent = text;
  };
  source.addEventListener("reload", () => location.reload());
  source.addEventListener("fault", (event) => banner(JSON.parse(event.data)));
  addEventListener("pagehide", () => source.close());
})();
"""


class Live:
    """A list of listening browsers."""

    def __init__(self) -> None:
        self._listeners: set[queue.SimpleQueue[bytes | None]] = set()
        self._lock = threading.Lock()
        self._fault = ""
        self._closed = False

    def reload(self) -> None:
        """Have every open page load itself anew; whatever fault there was is mended."""
        self._fault = ""
        self._send(_event("reload", ""))

    def fault(self, text: str) -> None:
        """Show ``text`` on every open page, and on those that open while it lasts."""
        self._fault = text
        self._send(_event("fault", text))

    def close(self) -> None:
        """Let every listener go."""
        self._closed = True
        self._send(None)

    def events(self) -> Iterator[bytes]:
        """Yield server-sent events to one browser until it goes."""
        mine: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        with self._lock:
            self._listeners.add(mine)
        try:
            yield _event("fault", self._fault) if self._fault else b": hello\n\n"
            while not self._closed:
                try:
                    event = mine.get(timeout=HEARTBEAT_SECONDS)
                except queue.Empty:
                    event = b": still here\n\n"
                if event is None:
                    return
                yield event
        finally:
            with self._lock:
                self._listeners.discard(mine)

    def _send(self, event: bytes | None) -> None:
        with self._lock:
            listeners = list(self._listeners)
        for listener in listeners:
            listener.put(event)


def _event(kind: str, data: str) -> bytes:
    return f"event: {kind}\ndata: {json.dumps(data)}\n\n".encode()
