import unittest

from app.config import ConfigError, read_config

COMPLETE = {
    "DB_HOST": "127.0.0.1",
    "DB_PORT": "5432",
    "DB_NAME": "notes",
    "DB_USERNAME": "me",
    "DB_PASSWORD": "secret",
}


class ConfigTest(unittest.TestCase):
    def test_the_service_listens_on_loopback_port_8080_unless_told_otherwise(self):
        config = read_config(COMPLETE)

        self.assertEqual((config.host, config.port), ("127.0.0.1", 8080))

    def test_port_chooses_the_port(self):
        self.assertEqual(read_config(COMPLETE | {"PORT": "9000"}).port, 9000)

    def test_all_problems_are_told_at_once(self):
        with self.assertRaises(ConfigError) as raised:
            read_config({"PORT": "http", "DB_HOST": "db", "DB_PORT": "5432", "DB_NAME": "notes"})

        self.assertEqual(
            str(raised.exception),
            "configuration: PORT is 'http', expected a number from 1 to 65535; "
            "DB_USERNAME is not set; DB_PASSWORD is not set",
        )
