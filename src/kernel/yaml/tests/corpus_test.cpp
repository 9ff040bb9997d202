#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "json/json.h"
#include "support/test_paths.h"
#include "yaml/yaml.h"

using namespace towpath;

namespace {

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// True when the reference implementation refused the text for its YAML, not for its content.
bool is_refused_as_yaml(const boost::json::value& verdict) {
  for (const boost::json::value& document : verdict.at("docs").as_array()) {
    const boost::json::value* stage = document.as_object().if_contains("stage");
    if (!stage || !stage->is_string()) continue;
    if (stage->get_string() == "crash") return true;
    // "Expected object at root" is about a document that is valid YAML.
    if (stage->get_string() == "yaml" && document.at("error").as_string().starts_with("YAML error")) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("the reference catalog's verdicts on damaged descriptors are ours where they are about YAML") {
  const std::filesystem::path file = towpath::testing::corpus() / "backstage/oracle/negative.jsonl";
  if (!std::filesystem::exists(file)) {
    MESSAGE("skipped: no ", file.string());
    return;
  }
  std::ifstream in(file);
  int judged = 0;

  for (std::string line; std::getline(in, line); ++judged) {
    // Not json::parse: one of the verdicts is itself nested 200 deep.
    const boost::json::value verdict = boost::json::parse(line, {}, {.max_depth = 1000});
    const std::string_view text = verdict.at("text").as_string();
    CAPTURE(verdict.at("id").as_string().c_str());
    const auto result = yaml::parse(text, "f.yaml");
    // 100 nested lists: legal YAML, refused here by the depth limit.
    if (!result && result.error().code() == "yaml.too_large") continue;
    CHECK(!result == is_refused_as_yaml(verdict));
  }

  CHECK(judged > 100);
}

TEST_CASE("public descriptors, templates, workload and workflow files are read and written back unchanged") {
  const std::filesystem::path corpus = towpath::testing::corpus();
  if (!std::filesystem::exists(corpus / "backstage/entities")) {
    MESSAGE("skipped: no ", corpus.string());
    return;
  }
  int files = 0;

  for (const char* folder : {"backstage/entities", "score", "pipelines/workflows"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(corpus / folder)) {
      if (entry.path().extension() != ".yaml" && entry.path().extension() != ".yml") continue;
      CAPTURE(entry.path().string());
      const auto documents = yaml::parse(read_file(entry.path()), entry.path().filename().string());
      if (!documents) {
        CHECK(documents.error().code() == "yaml.invalid");
        continue;
      }
      ++files;
      for (const yaml::Document& document : documents.value()) {
        const boost::json::value value = yaml::to_json(document.root);
        const auto back = yaml::parse_one(yaml::write(value), "written");
        REQUIRE(back);
        CHECK(json::canonical(yaml::to_json(back.value())) == json::canonical(value));
      }
    }
  }

  CHECK(files > 500);
}
