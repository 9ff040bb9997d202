"""`python3 -m app` serves; `python3 -m app migrate` brings the database up to date and ends."""

import os
import sys
from pathlib import Path

from .api import About
from .config import ConfigError, read_config
from .database import Pool
from .log import log
from .migrate import migrate
from .server import serve
from .store import NoteStore

SERVICE = "${{ values.name }}"
HOME = Path(__file__).parent.parent
DATABASE_CONNECTIONS = 8


def read_version() -> str:
    """The pipeline writes version.txt into the bundle; a checkout has none."""
    file = HOME / "version.txt"
    return file.read_text(encoding="utf-8").strip() if file.exists() else "dev"


def main(arguments: list[str]) -> int:
    if arguments not in ([], ["serve"], ["migrate"]):
        print("usage: python3 -m app [serve|migrate]", file=sys.stderr)
        return 2
    try:
        config = read_config(os.environ)
        if arguments == ["migrate"]:
            for name in migrate(config.database, HOME / "migrations"):
                log("info", "migration applied", name=name)
            log("info", "database is up to date")
        else:
            serve(config, NoteStore(Pool(config.database, DATABASE_CONNECTIONS)), About(SERVICE, read_version()))
        return 0
    except ConfigError as error:
        log("error", "cannot start", error=str(error))
        return 2
    except Exception as error:
        log("error", "failed", command=" ".join(arguments) or "serve", error=str(error))
        return 1


sys.exit(main(sys.argv[1:]))
