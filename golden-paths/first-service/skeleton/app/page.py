"""What the page says. No sockets here, so that the tests need none."""

from html import escape

GREETING = "Hello"


def page(service: str, version: str, passphrase: str) -> str:
    """The page as HTML. Of the passphrase it tells the length, never a letter."""
    known = f"I was given a passphrase of {len(passphrase)} letters." if passphrase else "I was given no passphrase."
    return (
        "<!doctype html>\n"
        f'<html lang="en"><head><meta charset="utf-8"><title>{escape(service)}</title></head>\n'
        f"<body><h1>{escape(GREETING)} from {escape(service)}</h1>\n"
        f"<p>This is version {escape(version)}.</p>\n"
        f"<p>{escape(known)}</p></body></html>\n"
    )
