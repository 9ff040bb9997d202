#include "delivery/score.h"

#include <fmt/core.h>
#include <algorithm>
#include <boost/json.hpp>
#include <iterator>

#include "base/base64.h"
#include "base/strings.h"
#include "json/json.h"
#include "score/problems.h"
#include "score/rules.h"
#include "score/score_schema.h"
#include "score/upgrade.h"
#include "score/workload.h"
#include "yaml/yaml.h"

namespace towpath::delivery {
namespace {

namespace bj = boost::json;

constexpr std::size_t most_file_bytes = 1 << 20;
constexpr std::size_t most_document_bytes = 4 << 20;  // what json::parse() takes, so that it can be read again

/// Puts the bytes of every `source` into the document.
Status embed_sources(bj::object& document, const ScoreFileReader& read) {
  for (auto& container : document.at("containers").get_object()) {
    bj::value* files = container.value().get_object().if_contains("files");
    if (!files) continue;
    for (auto& entry : files->get_object()) {
      bj::object& file = entry.value().get_object();
      const bj::value* source = file.if_contains("source");
      if (!source) continue;
      const std::string path(source->get_string());
      TRY(const std::string bytes, read(path));
      if (bytes.size() > most_file_bytes)
        return invalid_input("delivery.invalid_score",
                             fmt::format("The file '{}' has {} bytes; a file in a workload has at most {}.", path,
                                         bytes.size(), most_file_bytes))
            .with_hint("Put it into the bundle or a volume.");
      file.erase("source");
      if (is_utf8(bytes))
        file["content"] = bytes;
      else
        file["binaryContent"] = to_base64(bytes);
    }
  }
  return ok();
}

/// A file that fits the schema and the rules, but for placeholders with an unknown root.
struct ReadScore {
  bj::object document;
  std::optional<Error> unknown_roots;
};

Result<ReadScore> read_score(std::string_view text, std::string_view file_name, const ScoreFileReader& read) {
  TRY(const yaml::Node source, yaml::parse_one(text, file_name));
  bj::value value = yaml::to_json(source);
  Upgrade done;
  if (value.is_object()) done = upgrade(value.get_object());
  if (!done.problems.empty()) return invalid_score(as_problems(done.problems), {}, source, file_name);
  if (const auto problems = schema_problems(value); !problems.empty())
    return invalid_score(problems, done, source, file_name);

  bj::object& document = value.get_object();
  if (read) CHECK_OK(embed_sources(document, read));
  const BrokenRules broken = broken_rules(document);
  if (!broken.problems.empty()) return invalid_score(as_problems(broken.problems), done, source, file_name);
  ReadScore out{std::move(document), std::nullopt};
  if (!broken.unknown_roots.empty())
    out.unknown_roots = invalid_score(as_problems(broken.unknown_roots), done, source, file_name);
  return out;
}

}  // namespace

Result<ScoreWorkload> parse_score(std::string_view text, std::string_view file_name, const ScoreFileReader& read) {
  TRY(ReadScore score, read_score(text, file_name, read));
  if (score.unknown_roots) return *std::move(score.unknown_roots);
  ScoreWorkload workload = make_workload(score.document);
  if (workload.document.size() > most_document_bytes)
    return invalid_input("delivery.invalid_score",
                         fmt::format("{}: with its files the workload has {} bytes; the limit is {}.", file_name,
                                     workload.document.size(), most_document_bytes))
        .with_hint("Put large files into the bundle or a volume.");
  return workload;
}

Result<ScoreWorkload> score_from_document(std::string_view document) {
  TRY(const bj::value value, json::parse(document));
  if (const auto problems = schema_problems(value); !problems.empty()) return invalid_document(problems);
  BrokenRules broken = broken_rules(value.get_object());
  std::move(broken.unknown_roots.begin(), broken.unknown_roots.end(), std::back_inserter(broken.problems));
  if (!broken.problems.empty()) return invalid_document(as_problems(broken.problems));
  return make_workload(value.get_object());
}

ScoreVerdict validate_score(std::string_view text, std::string_view file_name) {
  const auto score = read_score(text, file_name, {});
  if (!score) return {false, score.error(), {}};
  return {true, std::nullopt,
          score.value().unknown_roots ? score.value().unknown_roots->fields() : std::vector<FieldError>()};
}

}  // namespace towpath::delivery
