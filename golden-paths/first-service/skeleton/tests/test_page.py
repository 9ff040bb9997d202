import threading
import unittest
import urllib.error
import urllib.request

from app import page as texts
from app.server import _Server


class PageTest(unittest.TestCase):
    def test_it_greets_in_words(self) -> None:
        self.assertTrue(texts.GREETING.strip(), "A page that greets must say something: see GREETING in app/page.py.")
        self.assertIn(texts.GREETING, texts.page("shop", "1", ""))

    def test_markup_in_a_name_is_text(self) -> None:
        self.assertIn("&lt;b&gt;", texts.page("<b>", "1", ""))

    def test_it_tells_the_length_of_the_passphrase_and_no_letter_of_it(self) -> None:
        said = texts.page("shop", "1", "quokka")
        self.assertIn("6 letters", said)
        self.assertNotIn("quokka", said)


class ServerTest(unittest.TestCase):
    def setUp(self) -> None:
        self.server = _Server(("127.0.0.1", 0), lambda: "the page")
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def tearDown(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def test_it_serves_the_page_and_says_that_it_is_well(self) -> None:
        for path, text in (("/", "the page"), ("/healthz", "ok\n")):
            with urllib.request.urlopen(self.url + path) as answer:
                self.assertEqual(answer.read().decode(), text)

    def test_what_is_not_there_is_not_found(self) -> None:
        with self.assertRaises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(self.url + "/else")
        self.assertEqual(refused.exception.code, 404)
        refused.exception.close()


if __name__ == "__main__":
    unittest.main()
