"""Connections to PostgreSQL, through psycopg2."""

import select
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2

from .config import DatabaseConfig

TAKE_TIMEOUT_SECONDS = 2


class DatabaseUnavailable(Exception):
    """PostgreSQL cannot be reached now; trying again later may help."""


def connect(config: DatabaseConfig):
    """Connects within 3 s, in autocommit mode; a statement may take 5 s."""
    try:
        connection = psycopg2.connect(
            host=config.host,
            port=config.port,
            dbname=config.name,
            user=config.username,
            password=config.password,
            connect_timeout=3,
            tcp_user_timeout=5000,
        )
    except psycopg2.OperationalError as error:
        raise DatabaseUnavailable(str(error)) from error
    connection.autocommit = True
    run(connection, "SET statement_timeout = '5s'; SET timezone = 'UTC'")
    return connection


def run(connection, sql: str, parameters: tuple = ()) -> list[tuple]:
    """Runs a statement with %s parameters, or, without parameters, a text of several; returns the rows of the last."""
    with connection.cursor() as cursor:
        try:
            cursor.execute(sql, parameters or None)
            return cursor.fetchall() if cursor.description else []
        except psycopg2.Error as error:
            if connection.closed:
                raise DatabaseUnavailable(str(error)) from error
            raise


def is_alive(connection) -> bool:
    """False once the server has closed this connection; needs no round trip.

    The server says nothing on an idle connection but goodbye, so something to read means that it is closing.
    """
    return not connection.closed and not select.select([connection], [], [], 0)[0]


class Pool:
    """A few connections shared by all requests, opened when first needed. Thread-safe."""

    def __init__(self, config: DatabaseConfig, size: int) -> None:
        self._config = config
        self._places = threading.Semaphore(size)
        self._idle: list = []  # append() and pop() are atomic.

    @contextmanager
    def connection(self) -> Iterator:
        """Lends a connection; waits for a free one up to 2 s. Raises DatabaseUnavailable."""
        if not self._places.acquire(timeout=TAKE_TIMEOUT_SECONDS):
            raise DatabaseUnavailable(f"no free database connection within {TAKE_TIMEOUT_SECONDS} s")
        try:
            connection = self._pop_alive() or connect(self._config)
            try:
                yield connection
            finally:
                if not connection.closed:
                    self._idle.append(connection)
        finally:
            self._places.release()

    def _pop_alive(self):
        try:
            connection = self._idle.pop()
        except IndexError:
            return None
        if is_alive(connection):
            return connection
        connection.close()
        return None

    def close(self) -> None:
        """Closes the idle connections."""
        while self._idle:
            self._idle.pop().close()
