#include "config.h"

#include <doctest/doctest.h>

#include <map>
#include <stdexcept>

namespace {

using Variables = std::map<std::string, std::string>;

const Variables complete = {{"DB_HOST", "127.0.0.1"},
                            {"DB_PORT", "5432"},
                            {"DB_NAME", "notes"},
                            {"DB_USERNAME", "me"},
                            {"DB_PASSWORD", "secret"}};

Config read(const Variables& variables) {
  return read_config([&](const char* name) {
    const auto found = variables.find(name);
    return found == variables.end() ? std::string() : found->second;
  });
}

}  // namespace

TEST_CASE("the service listens on loopback port 8080 unless told otherwise") {
  const Config config = read(complete);

  CHECK(config.host == "127.0.0.1");
  CHECK(config.port == 8080);
}

TEST_CASE("PORT chooses the port") {
  Variables variables = complete;
  variables["PORT"] = "9000";

  CHECK(read(variables).port == 9000);
}

TEST_CASE("all problems of the configuration are told at once") {
  CHECK_THROWS_WITH_AS(read({{"PORT", "http"}, {"DB_HOST", "db"}, {"DB_PORT", "5432"}, {"DB_NAME", "notes"}}),
                       "configuration: PORT is 'http', expected a number from 1 to 65535; DB_USERNAME is not set; "
                       "DB_PASSWORD is not set",
                       std::invalid_argument);
}
