#include "config.h"

#include <charconv>
#include <cstdlib>
#include <stdexcept>

namespace {

int parse_port(const std::string& text) {
  int port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() && port <= 65535 ? port : 0;
}

}  // namespace

Config read_config(const Environment& environment) {
  Config config;
  std::string problems;
  const auto required = [&](const char* name) {
    std::string value = environment(name);
    if (value.empty()) problems += std::string("; ") + name + " is not set";
    return value;
  };

  if (const std::string host = environment("HOST"); !host.empty()) config.host = host;
  if (const std::string port = environment("PORT"); !port.empty()) {
    config.port = parse_port(port);
    if (config.port < 1) problems += "; PORT is '" + port + "', expected a number from 1 to 65535";
  }
  config.database = {.host = required("DB_HOST"),
                     .port = required("DB_PORT"),
                     .name = required("DB_NAME"),
                     .username = required("DB_USERNAME"),
                     .password = required("DB_PASSWORD")};

  if (!problems.empty()) throw std::invalid_argument("configuration: " + problems.substr(2));
  return config;
}

std::string process_environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}
