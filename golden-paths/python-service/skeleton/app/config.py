"""Configuration comes from the environment only."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class DatabaseConfig:
    """How to reach PostgreSQL; score.yaml maps these from the `db` resource."""

    host: str
    port: str
    name: str
    username: str
    password: str


@dataclass(frozen=True)
class Config:
    host: str
    port: int
    database: DatabaseConfig


class ConfigError(Exception):
    pass


def read_config(environment: Mapping[str, str]) -> Config:
    """Reads HOST, PORT and DB_*. Raises ConfigError that names every problem at once, not only the first."""
    problems: list[str] = []

    def required(name: str) -> str:
        value = environment.get(name, "")
        if not value:
            problems.append(f"{name} is not set")
        return value

    port = environment.get("PORT") or "8080"
    if not (port.isascii() and port.isdigit() and len(port) <= 5 and 1 <= int(port) <= 65535):
        problems.append(f"PORT is '{port}', expected a number from 1 to 65535")
    database = DatabaseConfig(
        host=required("DB_HOST"),
        port=required("DB_PORT"),
        name=required("DB_NAME"),
        username=required("DB_USERNAME"),
        password=required("DB_PASSWORD"),
    )
    if problems:
        raise ConfigError("configuration: " + "; ".join(problems))
    return Config(host=environment.get("HOST") or "127.0.0.1", port=int(port), database=database)
