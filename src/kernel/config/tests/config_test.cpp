#include <doctest/doctest.h>

#include <limits>
#include <stdexcept>

#include "config/config.h"
#include "value_text.h"

using namespace towpath;
using config::Config;
using config::Type;

namespace {

const std::vector<config::Setting> settings = {
    {"http.port", Type::integer, "7080", "", "Port of portal and API.", true, {}},
    {"http.idle_timeout", Type::duration, "75s", "", "How long an idle connection is kept.", true, {}},
    {"http.body_limit", Type::size, "1MiB", "", "Largest request body.", false, {}},
    {"log.format", Type::text, "text", "", "Form of log lines.", true, {"text", "json"}},
    {"database.url", Type::secret, "", "", "Where the database is.", true, {}},
    {"proxy.enabled", Type::boolean, "true", "", "Whether the workload proxy runs.", true, {}},
};

Result<Config> load(std::string_view file, const std::map<std::string, std::string>& environment = {},
                    const std::map<std::string, std::string>& flags = {}) {
  return Config::load(settings, file, "towpath.yaml", environment, flags);
}

}  // namespace

TEST_CASE("everything has its default when nothing is given") {
  const auto config = load("").value();

  CHECK(config.integer("http.port") == 7080);
  CHECK(config.integer("http.idle_timeout") == 75'000);
  CHECK(config.integer("http.body_limit") == 1024 * 1024);
  CHECK(config.text("log.format") == "text");
  CHECK(config.secret("database.url").empty());
  CHECK(config.boolean("proxy.enabled"));
  CHECK(config.source("http.port") == config::Source::default_value);
}

TEST_CASE("a flag wins over the environment, that over the file, that over the default") {
  const std::string file = "http:\n  port: 1\n  idle_timeout: 1s\n  body_limit: 1kB\n";
  const auto config =
      load(file, {{"TOWPATH_HTTP_PORT", "2"}, {"TOWPATH_HTTP_IDLE_TIMEOUT", "2s"}}, {{"http-port", "3"}}).value();

  CHECK(config.integer("http.port") == 3);
  CHECK(config.integer("http.idle_timeout") == 2000);
  CHECK(config.integer("http.body_limit") == 1000);
  CHECK(config.source("http.port") == config::Source::flag);
  CHECK(config.source("http.idle_timeout") == config::Source::environment);
  CHECK(config.source("http.body_limit") == config::Source::file);
}

TEST_CASE("every problem is reported at once, with its place and the nearest known name") {
  const auto failed =
      load("http:\n  prot: 1\n  port: many\nlog:\n  format: xml\nproxy: on\n",
           {{"TOWPATH_HTTP_PORTS", "1"}, {"PATH", "/bin"}, {"TOWPATH_TOKEN", "x"}}, {{"proxy-enabled", "yes"}});

  REQUIRE_FALSE(failed);
  CHECK(failed.error().code() == "config.invalid");
  CHECK(failed.error().fields() ==
        std::vector<FieldError>{
            {"/http/prot", "towpath.yaml:2:3: there is no setting 'http.prot'; did you mean 'http.port'?"},
            {"/http/port", "towpath.yaml:3:9: 'many' is not a whole number, such as 8"},
            {"/log/format", "towpath.yaml:5:11: 'xml' is not one of text, json"},
            {"/proxy", "towpath.yaml:6:8: a mapping is expected here"},
            {"TOWPATH_HTTP_PORTS", "there is no variable 'TOWPATH_HTTP_PORTS'; did you mean 'TOWPATH_HTTP_PORT'?"},
            {"proxy-enabled", "'yes' is not true or false"}});
}

TEST_CASE("a file that is not YAML is named with the place of its error") {
  const auto failed = load("http: [");
  REQUIRE_FALSE(failed);
  CHECK(failed.error().fields().at(0).message.starts_with("towpath.yaml:"));
}

TEST_CASE("a secret is not shown as text") {
  const auto config = load("", {{"TOWPATH_DATABASE_URL", "postgresql://u:hidden@h/d"}}).value();

  CHECK(config.secret("database.url").reveal() == "postgresql://u:hidden@h/d");
  CHECK_THROWS_AS(config.text("database.url"), std::logic_error);
}

TEST_CASE("a default that does not fit its type, and an undeclared name, are mistakes of the programmer") {
  CHECK_THROWS_AS(Config::load({{"a.b", Type::integer, "x", "", "", true, {}}}, "", "", {}, {}).has_value(),
                  std::logic_error);
  CHECK_THROWS_AS(load("").value().integer("http.none"), std::logic_error);
  CHECK_THROWS_AS(load("").value().integer("log.format"), std::logic_error);
}

TEST_CASE("durations and sizes are read with their units") {
  CHECK(config::parse_duration("500ms") == 500);
  CHECK(config::parse_duration("2h") == 7'200'000);
  CHECK(config::parse_duration("7 d") == 604'800'000);
  CHECK(config::parse_duration("0") == 0);
  CHECK(config::parse_size("512") == 512);
  CHECK(config::parse_size("64KiB") == 65'536);
  CHECK(config::parse_size("10MB") == 10'000'000);
  for (const char* bad : {"", "s", "5", "-5s", "5x", "5 s ", "1.5h", "99999999999999999d"}) {
    CAPTURE(bad);
    CHECK_FALSE(config::parse_duration(bad));
  }
  for (const char* bad : {"", "KB", "5mb", "-1", "9999999999TB"}) {
    CAPTURE(bad);
    CHECK_FALSE(config::parse_size(bad));
  }
}

TEST_CASE("a setting written with a dash has a variable that shells can set") {
  CHECK(config::variable_name("http-workers") == "TOWPATH_HTTP_WORKERS");
  CHECK(config::flag_name("http-workers") == "http-workers");
}

TEST_CASE("the reference page names a setting's three spellings, type and default") {
  const auto page = config::reference_page(settings);
  CHECK(page.find(
            "| `http.idle_timeout` | `--http-idle-timeout` | `TOWPATH_HTTP_IDLE_TIMEOUT` | duration | `75s` | yes | "
            "How long an idle connection is kept. |") != std::string::npos);
  CHECK(page.find("| `database.url` | `--database-url` | `TOWPATH_DATABASE_URL` | secret | none |") !=
        std::string::npos);
  CHECK(page.find("| text, json | `text` |") != std::string::npos);
}
