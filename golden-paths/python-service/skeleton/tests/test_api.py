import json
import unittest

from app.api import About, Request, answer
from app.notes import Note


class NotesInMemory:
    def __init__(self):
        self.notes = []
        self.is_down = False

    def add(self, text):
        self.notes.append(Note(len(self.notes) + 1, text, "2026-01-01T00:00:00.000Z"))
        return self.notes[-1]

    def list(self, page):
        return [note for note in reversed(self.notes) if not page.before or note.id < page.before][: page.limit]

    def check(self):
        if self.is_down:
            raise ConnectionError("down")


class ApiTest(unittest.TestCase):
    def setUp(self):
        self.notes = NotesInMemory()

    def send(self, method, path, body=b"", query=()):
        return answer(Request(method, path, list(query), body), self.notes, About("demo", "1.2.3"))

    def post(self, note):
        return self.send("POST", "/notes", json.dumps(note).encode())

    def test_the_greeting_names_service_and_version(self):
        reply = self.send("GET", "/")

        self.assertEqual(reply.status, 200)
        self.assertEqual((reply.body["service"], reply.body["version"]), ("demo", "1.2.3"))

    def test_a_new_note_is_answered_with_201_and_its_id_and_is_listed_first(self):
        self.post({"text": "first"})

        reply = self.post({"text": "second"})

        self.assertEqual((reply.status, reply.body["id"]), (201, 2))
        self.assertEqual(self.send("GET", "/notes").body["notes"][0]["text"], "second")

    def test_a_body_that_is_not_json_is_answered_with_400(self):
        for body in (b"", b"{", b"text=hello", b'{"text": "\xff"}', b"[" * 60000):
            with self.subTest(body=body[:20]):
                self.assertEqual(self.send("POST", "/notes", body).status, 400)

    def test_an_invalid_note_is_answered_with_422_and_a_pointer_to_each_problem(self):
        cases = [
            ([], "", "must be an object"),
            ({}, "/text", "is required"),
            ({"text": 5}, "/text", "must be a string"),
            ({"text": ""}, "/text", "must have 1 to 1000 characters, has 0"),
            ({"text": "x" * 1001}, "/text", "must have 1 to 1000 characters, has 1001"),
            ({"text": "a\0b"}, "/text", "must not contain the NUL character"),
            ({"text": "\ud800"}, "/text", "must be valid Unicode"),
            ({"text": "a", "author": "me"}, "/author", "is not a known field; known: text"),
        ]
        for note, pointer, detail in cases:
            with self.subTest(note=note):
                reply = self.post(note)
                self.assertEqual(reply.status, 422)
                self.assertEqual(reply.body["errors"], [{"pointer": pointer, "detail": detail}])

    def test_length_counts_characters_not_bytes(self):
        self.assertEqual(self.post({"text": "é" * 1000}).status, 201)

    def test_the_list_is_read_in_pages(self):
        for text in "abc":
            self.notes.add(text)

        first = self.send("GET", "/notes", query=[("limit", "2")]).body
        second = self.send("GET", "/notes", query=[("limit", "2"), ("before", "2")]).body

        self.assertEqual((len(first["notes"]), first["nextBefore"]), (2, 2))
        self.assertEqual((second["notes"][0]["text"], second["nextBefore"]), ("a", None))

    def test_a_wrong_query_is_answered_with_422_and_the_name_of_the_parameter(self):
        for name, value in [
            ("limit", "0"), ("limit", "101"), ("limit", "ten"), ("limit", ""), ("before", "-1"), ("page", "2"),
        ]:  # fmt: skip
            with self.subTest(name=name, value=value):
                reply = self.send("GET", "/notes", query=[(name, value)])
                self.assertEqual(reply.status, 422)
                self.assertEqual(reply.body["errors"][0]["parameter"], name)

    def test_health_is_503_while_the_notes_cannot_be_reached(self):
        self.assertEqual(self.send("GET", "/healthz").status, 200)

        self.notes.is_down = True

        self.assertEqual(self.send("GET", "/healthz").status, 503)

    def test_an_unknown_path_is_404_a_wrong_method_405_with_the_allowed_ones(self):
        self.assertEqual(self.send("GET", "/nothing").status, 404)
        reply = self.send("DELETE", "/notes")
        self.assertEqual((reply.status, reply.allow), (405, "GET, POST"))
