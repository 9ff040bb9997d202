// Small templates of our own with the answer of Go's text/template and sprig: tests/data/vectors.json. A vector without
// an output is a template that Go refuses, too.
#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <fstream>
#include <sstream>

#include "gotemplate/json.h"
#include "gotemplate/template.h"
#include "support/test_paths.h"

using namespace towpath;
using namespace towpath::gotemplate;

namespace {

boost::json::value vectors() {
  std::ifstream file(testing::source_folder() / "src/kernel/gotemplate/tests/data/vectors.json");
  std::stringstream text;
  text << file.rdbuf();
  return boost::json::parse(text.str());
}

/// A workload's services as Score's tools hand them to a template: structs, so that a missing one is all empty.
Value services() {
  const auto port = [](const char* name, int number, int target, const char* protocol) {
    return Value::record("ServicePort",
                         {{"Name", name}, {"Port", number}, {"TargetPort", target}, {"Protocol", protocol}});
  };
  const auto service = [&](const char* name, Entries ports) {
    return Value::record("NetworkService",
                         {{"ServiceName", name}, {"Ports", Value::map_of(std::move(ports), port("", 0, 0, ""))}});
  };
  return Value::map_of({{"web", service("web-svc", {{"http", port("http", 80, 8080, "TCP")}})}}, service("", {}));
}

}  // namespace

TEST_CASE("templates give what Go gives") {
  const boost::json::value all = vectors();
  Environment environment;
  environment.random = [](std::uint32_t bound) { return bound - 1; };
  std::size_t checked = 0;
  for (const auto& vector : all.at("vectors").as_array()) {
    const std::string source(vector.at(0).as_string());
    CAPTURE(source);
    const Value data = from_json(all.at("data"));
    data.as_map()->entries["WorkloadServices"] = services();
    const auto parsed = Template::parse(source, "t", environment);
    auto rendered = parsed.has_value() ? parsed->render(data, environment) : Result<std::string>(parsed.error());
    const std::string got = rendered.has_value() ? *rendered : rendered.error().message();
    if (vector.at(1).is_null()) {
      CHECK_MESSAGE(!rendered.has_value(), got);
    } else {
      REQUIRE_MESSAGE(rendered.has_value(), got);
      CHECK(got == std::string_view(vector.at(1).as_string()));
    }
    ++checked;
  }
  CHECK(checked > 300);
}
