"""`python3 -m app` serves the page on $PORT."""

import os
from pathlib import Path

from .page import page
from .server import serve

SERVICE = "${{ values.name }}"


def read_version() -> str:
    """The pipeline writes version.txt into the bundle; a checkout has none."""
    file = Path(__file__).parent.parent / "version.txt"
    return file.read_text(encoding="utf-8").strip() if file.exists() else "dev"


version = read_version()
passphrase = os.environ.get("PASSPHRASE", "")
serve(int(os.environ.get("PORT", "8080")), lambda: page(SERVICE, version, passphrase))
