"""Live reload: tells every open page that it was rebuilt, or that the YAML has a fault."""

import json
import queue
import threading
import time
from collections.abc import Callable, Iterator

#: Comment line sent while nothing happens, in seconds: it keeps the connection open.
HEARTBEAT_SECONDS = 10.0
#: How often it is looked whether the browser has gone, in seconds: each listener keeps a thread of the server.
LOOK_SECONDS = 0.5
#: Most browsers that listen at once; a further one does without live reload, so that threads are left for its pages.
MAX_LISTENERS = 12

#: The script that `make serve` adds to every page it sends; the built site does not hold it.
SCRIPT = """"use strict";
(() => {
  const source = new EventSource(`/_local/events?build=${document.currentScript.dataset.build}`);
  const banner = (text) => {
    let box = document.querySelector("[data-live]");
    if (!text) { if (box) box.remove(); return; }
    if (!box) {
      box = document.createElement("pre");
      box.dataset.live = "";
      box.className = "live-fault";
      box.setAttribute("role", "alert");
      document.body.prepend(box);
      const style = document.createElement("link");
      style.rel = "stylesheet";
      style.href = "/_local/local.css";
      document.head.append(style);
    }
    box.textContent = text;
  };
  source.addEventListener("reload", () => location.reload());
  source.addEventListener("fault", (event) => banner(JSON.parse(event.data)));
  addEventListener("pagehide", () => source.close());
})();
"""


class Live:
    """A list of listening browsers; ``heartbeat`` is the pause in seconds after which a comment is sent."""

    def __init__(self, *, heartbeat: float = HEARTBEAT_SECONDS) -> None:
        self._heartbeat = heartbeat
        self._listeners: set[queue.SimpleQueue[bytes | None]] = set()
        self._lock = threading.Lock()
        self._fault = ""
        self._closed = False
        #: How often the site was built again; a page bears the number that it was sent under.
        self.build = 0

    def reload(self) -> None:
        """Have every open page load itself anew; whatever fault there was is mended."""
        self._fault = ""
        self.build += 1
        self._send(_event("reload", ""))

    def fault(self, text: str) -> None:
        """Show ``text`` on every open page, and on those that open while it lasts."""
        self._fault = text
        self._send(_event("fault", text))

    def close(self) -> None:
        """Let every listener go."""
        self._closed = True
        self._send(None)

    def listen(self, gone: Callable[[], bool], *, build: str) -> Iterator[bytes] | None:
        """Return the server-sent events for one browser until it has ``gone``; None where too many listen already.

        A page of an earlier ``build``, because the site was built again before it listened, is told so first.
        """
        mine: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        with self._lock:
            if len(self._listeners) >= MAX_LISTENERS:
                return None
            self._listeners.add(mine)
        missed = _event("reload", "") if build != str(self.build) else b""
        return self._events(mine, gone, missed)

    def _events(self, mine: "queue.SimpleQueue[bytes | None]", gone: Callable[[], bool], missed: bytes) -> Iterator[bytes]:
        try:
            yield missed or (_event("fault", self._fault) if self._fault else b": hello\n\n")
            said = time.monotonic()
            while not self._closed and not gone():
                try:
                    event = mine.get(timeout=LOOK_SECONDS)
                except queue.Empty:
                    if time.monotonic() - said < self._heartbeat:
                        continue
                    event = b": still here\n\n"
                if event is None:
                    return
                said = time.monotonic()
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
