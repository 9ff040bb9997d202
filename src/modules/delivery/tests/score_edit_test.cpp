#include <doctest/doctest.h>

#include "../score/score_edit.h"
#include "delivery/score.h"

using namespace towpath;
using namespace towpath::delivery;

namespace {

ScoreAddition database() {
  ScoreAddition out;
  out.name = "reports";
  out.type = "postgres";
  out.container = "main";
  out.variables = {{"REPORTS_HOST", "${resources.reports.host}"}, {"REPORTS_PORT", "${resources.reports.port}"}};
  return out;
}

std::string added(std::string_view text, const ScoreAddition& addition) {
  const auto edited = add_to_score(text, addition);
  REQUIRE_MESSAGE(edited.has_value(), (edited ? "" : edited.error().message()));
  return edited.value();
}

Error refused(std::string_view text, const ScoreAddition& addition) {
  const auto edited = add_to_score(text, addition);
  REQUIRE(!edited.has_value());
  return edited.error();
}

constexpr std::string_view usual = R"(# What it needs.
apiVersion: score.dev/v1b1
metadata:
  name: shop

containers:
  main:
    image: .  # its own bundle
    variables:
      DB_HOST: ${resources.db.host}  # of the first one
    # Reads only.
    readinessProbe:
      httpGet: {path: /healthz, port: 8080}

resources:
  db:
    type: postgres
  # The address.
  dns:
    type: dns

# The end.
)";

}  // namespace

TEST_CASE("a resource and its variables are put in behind their likes, and every other line stays") {
  CHECK(added(usual, database()) == R"(# What it needs.
apiVersion: score.dev/v1b1
metadata:
  name: shop

containers:
  main:
    image: .  # its own bundle
    variables:
      DB_HOST: ${resources.db.host}  # of the first one
      REPORTS_HOST: ${resources.reports.host}
      REPORTS_PORT: ${resources.reports.port}
    # Reads only.
    readinessProbe:
      httpGet: {path: /healthz, port: 8080}

resources:
  db:
    type: postgres
  # The address.
  dns:
    type: dns
  reports:
    type: postgres

# The end.
)");
}

TEST_CASE("what is absent is made: resources at the end, variables in the container") {
  CHECK(added("apiVersion: score.dev/v1b1\nmetadata: {name: shop}\ncontainers:\n  main:\n    image: .\n", database()) ==
        R"(apiVersion: score.dev/v1b1
metadata: {name: shop}
containers:
  main:
    image: .
    variables:
      REPORTS_HOST: ${resources.reports.host}
      REPORTS_PORT: ${resources.reports.port}

resources:
  reports:
    type: postgres
)");
  CHECK(added("containers:\n  main:\n    image: .\nresources: {}\n", database())
            .ends_with("\nresources:\n  reports:\n    type: postgres\n"));
  CHECK(added("resources:\n# none yet\ncontainers:\n  main:\n    image: .", database()) ==
        "resources:\n  reports:\n    type: postgres\n# none yet\ncontainers:\n  main:\n    image: .\n    variables:\n"
        "      REPORTS_HOST: ${resources.reports.host}\n      REPORTS_PORT: ${resources.reports.port}\n");
}

TEST_CASE("texts of several lines, brackets and CRLF stay whole") {
  ScoreAddition plain = database();
  plain.variables.clear();
  plain.resource_class = "large";
  plain.params = R"({"port": 8080, "text": "a: b"})";
  CHECK(added("containers:\n  main:\n    image: .\nresources:\n  db:\n    type: postgres\n    params:\n      sql: |\n"
              "        SELECT 1;\n\n        SELECT 2;\n",
              plain) ==
        "containers:\n  main:\n    image: .\nresources:\n  db:\n    type: postgres\n    params:\n      sql: |\n"
        "        SELECT 1;\n\n        SELECT 2;\n  reports:\n    type: postgres\n    class: large\n    params:\n"
        "      port: 8080\n      text: \"a: b\"\n");
  CHECK(added("resources:\n  db: {\n    type: postgres\n    }\ncontainers: {main: {image: .}}\n", plain)
            .find("    }\n  reports:\n    type: postgres\n") != std::string::npos);
  CHECK(added("containers: {main: {image: ., variables: {A: b}}}\r\nresources: {db: {type: dns}}\r\n", database()) ==
        "containers: {main: {image: ., variables: { \"REPORTS_PORT\": \"${resources.reports.port}\", \"REPORTS_HOST\": "
        "\"${resources.reports.host}\",A: b}}}\r\nresources: { \"reports\": {\"type\":\"postgres\"},db: {type: "
        "dns}}\r\n");
}

TEST_CASE("a volume is mounted") {
  ScoreAddition volume;
  volume.name = "uploads";
  volume.type = "volume";
  volume.container = "main";
  volume.mount = "/data";
  const std::string text = added(std::string(usual), volume);
  CHECK(text.find("    volumes:\n      /data:\n        source: ${resources.uploads}\n") != std::string::npos);
  const auto workload = parse_score(text, "score.yaml");
  REQUIRE(workload.has_value());
  CHECK(workload.value().containers.front().volumes.front().target == "/data");
  CHECK(refused(text,
                [&] {
                  ScoreAddition other = volume;
                  other.name = "more";
                  return other;
                }())
            .code() == "delivery.mount_taken");
}

TEST_CASE("what is taken is refused by name") {
  ScoreAddition taken = database();
  taken.name = "db";
  const Error duplicate = refused(usual, taken);
  CHECK(duplicate.code() == "delivery.duplicate_resource");
  CHECK(duplicate.fields().front().path == "/name");
  taken = database();
  taken.variables = {{"DB_HOST", "x"}};
  CHECK(refused(usual, taken).fields().front().path == "/variables/DB_HOST");
  taken = database();
  taken.container = "web";
  CHECK(refused(usual, taken).code() == "delivery.unknown_container");
}

TEST_CASE("where lines cannot be put in safely nothing is changed, and the hint says what to write") {
  const Error alias =
      refused("containers:\n  side: {image: ., variables: &shared {A: b}}\n  main: {image: ., variables: *shared}\n",
              database());
  CHECK(alias.code() == "delivery.score_not_editable");
  CHECK(alias.hint().find("REPORTS_HOST: ${resources.reports.host}") != std::string::npos);
  CHECK(alias.hint().find("type: postgres") != std::string::npos);
  CHECK(refused("- a list\n", database()).code() == "delivery.score_not_editable");
  CHECK(refused("resources: {unclosed\n", database()).code() == "yaml.invalid");
}
