#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <map>

#include "base/strings.h"
#include "delivery/score.h"

namespace towpath::delivery {
namespace {

using Paths = std::vector<std::vector<std::string>>;

/// What a workload called "shop" can name; values that look like placeholders show that nothing is scanned twice.
Result<std::optional<Resolved>> look_up(const std::vector<std::string>& path) {
  static const std::map<std::string, Resolved> known = {
      {"metadata|name", {"shop"}},
      {"metadata|other", {R"({"key":"value"})"}},
      {"metadata|other|key", {"value"}},
      {"metadata|annotations|acme.org/team", {"payments"}},
      {"resources|db", {"uid-of-db"}},
      {"resources|db|host", {"${HOST?needed}"}},
      {"resources|db|port", {"5432"}},
      {"resources|db|password", {"$$s3cret", true}},
      {"resources|files|app.conf", {"/etc/app.conf"}},
  };
  const auto found = known.find(join(path, "|"));
  if (found == known.end()) return std::optional<Resolved>();
  return std::optional(found->second);
}

std::string outcome(std::string_view text) {
  const auto done = substitute(text, look_up);
  return done ? done.value().text : done.error().code();
}

}  // namespace

// The cases of framework/substitution_test.go of score-go 1.20, and what its expression says about the rest.
TEST_CASE("placeholders are replaced and dollar signs escaped as score-go does") {
  const char* undefined = "delivery.undefined_placeholder";
  const char* invalid = "delivery.invalid_placeholder";
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"", ""},
      {"plain", "plain"},
      {"$plain", "$plain"},
      {"$", "$"},
      {"a$", "a$"},
      {"one $$ two", "one $ two"},
      {"$$", "$"},
      {"$$$", "$$"},
      {"$$$$", "$$"},
      {"$${name}", "${name}"},
      {"$$${metadata.name}", "$shop"},
      {"$$${name}", undefined},
      {"$$$${name}", "$${name}"},
      {"$$$$${metadata.name}", "$$shop"},
      {"$$$$${name}", undefined},
      {"$${any .thing *(^&(*}", "${any .thing *(^&(*}"},
      {"$${}", "${}"},
      {"${metadata.name", "${metadata.name"},
      {"$${metadata.name", "${metadata.name"},
      {"{metadata.name}", "{metadata.name}"},
      {"$ {metadata.name}", "$ {metadata.name}"},
      {"${metadata.name}", "shop"},
      {"${metadata.name}}", "shop}"},
      {"I am ${metadata.name}.", "I am shop."},
      {"${metadata.name}${metadata.name}", "shopshop"},
      {"${metadata.other}", R"({"key":"value"})"},
      {"${metadata.other.key}", "value"},
      {"${metadata.annotations.acme\\.org/team}", "payments"},
      {"${metadata.annotations.acme.org/team}", undefined},
      {"${metadata.name.more}", undefined},
      {"${metadata.missing}", undefined},
      {"${metadata.thing\\.two}", undefined},
      {"${metadata}", invalid},
      {"${resources}", invalid},
      {"${}", invalid},
      {"${missing}", undefined},
      {"${${metadata.name}}", undefined},
      {"${metadata.\nname}", undefined},
      {"${resources.db}", "uid-of-db"},
      {"${resources.db.host}", "${HOST?needed}"},
      {"${resources.files.app\\.conf}", "/etc/app.conf"},
      {"${resources.none.host}", undefined},
      {"${resources.db.port:-5432}", undefined},
      {"${ metadata.name }", undefined},
      {"postgres://u:${resources.db.password}@${resources.db.host}:${resources.db.port}/x",
       "postgres://u:$$s3cret@${HOST?needed}:5432/x"},
      {"größe ${metadata.name} €", "größe shop €"},
  };
  for (const auto& [text, expected] : rows) {
    CAPTURE(text);

    CHECK(outcome(text) == expected);
  }
}

TEST_CASE("text made from a secret is secret, text that only escapes a placeholder is not") {
  CHECK(substitute("${resources.db.password}", look_up).value().is_secret);
  CHECK(substitute("${metadata.name} ${resources.db.password} ${metadata.name}", look_up).value().is_secret);
  CHECK(!substitute("${metadata.name}", look_up).value().is_secret);
  CHECK(!substitute("$${resources.db.password}", look_up).value().is_secret);
  CHECK(substitute_json(R"({"a":[{"b":"${resources.db.password}"}],"c":"x"})", look_up).value().is_secret);
  CHECK(!substitute_json(R"({"a":"${metadata.name}"})", look_up).value().is_secret);
}

TEST_CASE("the error of a look-up is passed on") {
  const Lookup closed = [](const std::vector<std::string>&) -> Result<std::optional<Resolved>> {
    return unavailable("vault.closed", "The vault is closed.");
  };

  CHECK(substitute("a ${resources.db.password}", closed).error().code() == "vault.closed");
}

TEST_CASE("strings of a JSON value are replaced at any depth, keys and other values are not") {
  const auto done = substitute_json(
      R"({"a":"1","b":"${metadata.name}","c":["${metadata.name}",{"${metadata.name}":"x-${metadata.name}"}],"d":5432,"e":null,"f":"${resources.db.port}"})",
      look_up);

  REQUIRE(done.has_value());
  CHECK(done.value().text ==
        R"({"a":"1","b":"shop","c":["shop",{"${metadata.name}":"x-shop"}],"d":5432,"e":null,"f":"5432"})");
}

TEST_CASE("what is undefined in a JSON value is named with its place") {
  const auto done = substitute_json(R"({"a":[{"b/c":"${metadata.unknown}"}]})", look_up);

  REQUIRE(!done.has_value());
  CHECK(done.error().code() == "delivery.undefined_placeholder");
  REQUIRE(done.error().fields().size() == 1);
  CHECK(done.error().fields()[0].path == "/a/0/b~1c");
}

TEST_CASE("the placeholders of a text are listed as paths, escaped ones are not") {
  CHECK(placeholders_of("${resources.db.host}:${resources.db.port} $${resources.no.no} ${metadata.annotations.a\\.b}")
            .value() ==
        Paths{{"resources", "db", "host"}, {"resources", "db", "port"}, {"metadata", "annotations", "a.b"}});
  CHECK(placeholders_of_json(R"({"a":["${resources.db.host}"],"${resources.no.no}":"${resources.open"})").value() ==
        Paths{{"resources", "db", "host"}});
  CHECK(placeholders_of("none").value().empty());
  CHECK(placeholders_of("${}").error().code() == "delivery.invalid_placeholder");
}

}  // namespace towpath::delivery
