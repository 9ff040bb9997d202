"""Answers requests; knows nothing about sockets. Every error is an RFC 9457 problem document."""

import json
import re
from dataclasses import dataclass, field

from .log import log
from .notes import Note, Notes, Page

MAX_LIMIT = 100
MAX_CHARACTERS = 1000  # As in migrations/0001_notes.sql.
MAX_ID = 2**63 - 1


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""


@dataclass(frozen=True)
class Reply:
    status: int
    body: dict
    allow: str | None = None  # Allow header of a 405.


@dataclass(frozen=True)
class About:
    """What GET / tells about this service."""

    service: str
    version: str


def answer(request: Request, notes: Notes, about: About) -> Reply:
    """Exceptions of `notes` pass through, except in /healthz, which turns them into 503."""
    method = "GET" if request.method == "HEAD" else request.method
    match request.path, method:
        case "/", "GET":
            greeting = f"Hello from {about.service}."
            return Reply(200, {"service": about.service, "version": about.version, "message": greeting})
        case "/healthz", "GET":
            return _health(notes)
        case "/notes", "GET":
            return _list_notes(request, notes)
        case "/notes", "POST":
            return _add_note(request, notes)
        case "/notes", _:
            return _not_allowed("GET, POST")
        case ("/" | "/healthz"), _:
            return _not_allowed("GET")
    return problem(404, "Not found", f"There is nothing at {request.path}. See GET /.")


def problem(status: int, title: str, detail: str, errors: list[dict] | None = None) -> Reply:
    body: dict = {"title": title, "status": status, "detail": detail}
    if errors:
        body["errors"] = errors
    return Reply(status, body)


def _invalid(title: str, errors: list[dict]) -> Reply:
    return problem(422, title, "See errors for each problem.", errors)


def _not_allowed(allow: str) -> Reply:
    reply = problem(405, "Method not allowed", f"This resource answers {allow}.")
    return Reply(reply.status, reply.body, allow)


def _health(notes: Notes) -> Reply:
    try:
        notes.check()
    except Exception as error:  # Whatever it is, the service cannot do its work.
        log("warn", "health check failed", error=str(error))
        return problem(503, "Not ready", "The database does not answer.")
    return Reply(200, {"status": "ok"})


def _add_note(request: Request, notes: Notes) -> Reply:
    try:
        body = json.loads(request.body.decode())
    except (ValueError, RecursionError):
        return problem(400, "Malformed JSON", 'The body must be a JSON object like {"text": "..."}.')
    if not isinstance(body, dict):
        return _invalid("Invalid note", [{"pointer": "", "detail": "must be an object"}])

    errors = [
        {"pointer": f"/{key}", "detail": "is not a known field; known: text"} for key in body if key != "text"
    ]
    detail = _wrong_with_text(body["text"]) if "text" in body else "is required"
    if detail:
        errors.append({"pointer": "/text", "detail": detail})
    if errors:
        return _invalid("Invalid note", errors)
    return Reply(201, _as_json(notes.add(body["text"])))


def _wrong_with_text(text: object) -> str | None:
    if not isinstance(text, str):
        return "must be a string"
    if not 1 <= len(text) <= MAX_CHARACTERS:
        return f"must have 1 to {MAX_CHARACTERS} characters, has {len(text)}"
    if "\0" in text:
        return "must not contain the NUL character"
    if re.search("[\ud800-\udfff]", text):
        return "must be valid Unicode"
    return None


def _list_notes(request: Request, notes: Notes) -> Reply:
    limits = {"limit": (MAX_LIMIT, "must be a number from 1 to 100"), "before": (MAX_ID, "must be the id of a note")}
    values: dict[str, int] = {}
    errors = []
    for name, text in request.query:
        if name not in limits:
            errors.append({"parameter": name, "detail": "is not a known parameter; known: limit, before"})
            continue
        largest, detail = limits[name]
        if re.fullmatch("[0-9]{1,19}", text) and 1 <= int(text) <= largest:
            values[name] = int(text)
        else:
            errors.append({"parameter": name, "detail": detail})
    if errors:
        return _invalid("Invalid query", errors)

    page = Page(**values)
    found = notes.list(page)
    next_before = found[-1].id if len(found) == page.limit else None
    return Reply(200, {"notes": [_as_json(note) for note in found], "nextBefore": next_before})


def _as_json(note: Note) -> dict:
    return {"id": note.id, "text": note.text, "createdAt": note.created_at}
