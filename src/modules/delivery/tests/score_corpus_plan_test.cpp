// Every valid Score file of the public corpus either has a plan with the shipped definitions, or is told which type
// nothing offers. Skipped, with a message, where the test data is absent.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "base/strings.h"
#include "definition_fixture.h"
#include "resources/shipped.h"
#include "support/test_paths.h"

namespace towpath::delivery {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The valid files: path and text.
std::vector<std::pair<std::string, std::string>> valid_files() {
  const fs::path corpus = testing::corpus() / "score";
  std::vector<std::pair<std::string, std::string>> out;
  if (!fs::exists(corpus / "VALIDATION.tsv")) {
    MESSAGE("skipped: there are no public Score files at " << corpus.string());
    return out;
  }
  for (const std::string& line : split(text_of(corpus / "VALIDATION.tsv"), '\n')) {
    const std::vector<std::string> fields = split(line, '\t');
    if (fields.size() < 3 || fields[2] != "valid") continue;
    const std::string name = replace_all(fields[0], "/", "+") + "/" + fields[1];
    out.emplace_back(name, text_of(corpus / name));
  }
  return out;
}

std::set<std::string> offered_types() {
  std::set<std::string> out;
  for (const Definition& each : shipped_definitions()) out.insert(each.type);
  return out;
}

}  // namespace

TEST_CASE(
    "every valid Score file of the corpus is planned with the shipped definitions, or names what nothing offers") {
  const auto files = valid_files();
  if (files.empty()) return;
  const std::set<std::string> offered = offered_types();
  with_definitions([&](DefinitionFixture& f) {
    std::size_t planned = 0, refused = 0, older = 0;
    for (const auto& [name, text] : files) {
      CAPTURE(name);
      const auto workload =
          parse_score(text, name, [](const std::string&) -> Result<std::string> { return std::string("content"); });
      if (!workload.has_value()) {
        // Placeholders of older files, which validate_score() warns of: score-go fails when it comes to them.
        CHECK(!validate_score(text, name).warnings.empty());
        ++older;
        continue;
      }
      Release release;
      release.id = release.component = workload->name;
      release.project_id = "store";
      release.owner_ref = "group:default/payments";
      release.score = workload->document;
      const auto plan = f.plan(DefinitionFixture::to("development", release), release);

      std::set<std::string> missing;
      for (const ScoreResource& resource : workload->resources)
        if (!offered.contains(resource.type) || resource.resource_class != "default")
          missing.insert(fmt::format("'{}' of class '{}'", resource.type, resource.resource_class));
      if (missing.empty()) {
        REQUIRE_MESSAGE(plan.has_value(), plan.error().message());
        CHECK(plan->resources.size() == workload->resources.size());
        ++planned;
        continue;
      }
      REQUIRE(!plan.has_value());
      CHECK(plan.error().code() == "delivery.no_definition");
      const bool is_named = std::any_of(missing.begin(), missing.end(), [&](const std::string& each) {
        return plan.error().message().find("offers " + each) != std::string::npos;
      });
      CHECK_MESSAGE(is_named, plan.error().message());
      CHECK(!plan.error().hint().empty());
      ++refused;
    }
    MESSAGE("Score files planned: " << planned << ", refused because a type is missing: " << refused
                                    << ", with placeholders nobody resolves: " << older);
    CHECK(files.size() == 88);
    CHECK(planned >= 40);
    CHECK(planned + refused + older == files.size());
  });
}

TEST_CASE("a type that nothing offers is told with the nearest that something does") {
  with_definitions([](DefinitionFixture& f) {
    const Release release = f.add_component("  db: {type: postgress}\n");
    const auto plan = f.plan(DefinitionFixture::to("development", release), release);
    REQUIRE(!plan.has_value());
    CHECK(plan.error().code() == "delivery.no_definition");
    CHECK(plan.error().hint() == "Did you mean 'postgres'? See what is offered: towpath definition list");
  });
}

}  // namespace towpath::delivery
