"""One JSON object per line on stdout."""

import json
import sys
import threading
from datetime import datetime, timezone

_lock = threading.Lock()


def log(level: str, message: str, **fields: object) -> None:
    """The message is constant text; what varies goes into the fields, so that lines can be searched and counted.

    Fields that are None are left out. Thread-safe.
    """
    time = datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    line = {"time": time, "level": level, "message": message}
    line |= {name: value for name, value in fields.items() if value is not None}
    text = json.dumps(line) + "\n"
    with _lock:
        sys.stdout.write(text)
        sys.stdout.flush()
