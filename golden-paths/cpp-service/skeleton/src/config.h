#pragma once

#include <functional>
#include <string>

/// How to reach PostgreSQL. All five come from the environment; score.yaml maps them from the `db` resource.
struct DatabaseConfig {
  std::string host;
  std::string port;
  std::string name;
  std::string username;
  std::string password;
};

struct Config {
  std::string host = "127.0.0.1";
  int port = 8080;
  DatabaseConfig database;
};

/// Looks one environment variable up; empty when it is not set.
using Environment = std::function<std::string(const char*)>;

/// Reads HOST, PORT and DB_*. Throws std::invalid_argument that names every problem at once, not only the first.
Config read_config(const Environment& environment);

/// The environment of this process.
std::string process_environment(const char* name);
