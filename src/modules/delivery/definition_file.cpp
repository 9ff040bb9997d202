#include "definition_file.h"

#include <fmt/core.h>

#include <boost/json.hpp>
#include <cstdio>

#include "yaml/yaml.h"

namespace towpath::delivery {
namespace {

bool is_of_book(std::string_view kind) { return kind == "ResourceDefinition" || kind == "ResourceType"; }

std::string with_hint(const Error& error) {
  return error.hint().empty() ? error.message() : error.message() + " " + error.hint();
}

/// "name:3:5: what is wrong" as a problem with its place; without a place it is at the beginning.
catalog::DocumentProblem place_of(const Error& error, const std::string& file) {
  std::string message = with_hint(error);
  if (message.starts_with(file + ":")) message.erase(0, file.size() + 1);
  catalog::DocumentProblem out{"", message};
  int line = 0, column = 0, length = 0;
  if (std::sscanf(message.c_str(), "%9d:%9d: %n", &line, &column, &length) == 2 && length > 0) {
    out.line = line;
    out.column = column;
    out.message = message.substr(static_cast<std::size_t>(length));
  }
  return out;
}

/// A document of a text by what it names; the first when none has that name.
const yaml::Document* named_in(const std::vector<yaml::Document>& documents, const std::string& message) {
  const yaml::Document* first = nullptr;
  for (const yaml::Document& each : documents) {
    const yaml::Node* kind = yaml::at_pointer(each.root, "/kind");
    const yaml::Node* name = yaml::at_pointer(each.root, "/metadata/name");
    if (!kind || !name || !is_of_book(kind->text())) continue;
    if (message.find(fmt::format("'{}'", name->text())) != std::string::npos) return &each;
    if (!first) first = &each;
  }
  return first;
}

/// Of what a repository declares: it is changed there.
std::vector<catalog::DocumentProblem> declared_elsewhere(const std::vector<yaml::Document>& documents,
                                                         const RepositoryOf& repository_of) {
  std::vector<catalog::DocumentProblem> out;
  for (const yaml::Document& each : documents) {
    const yaml::Node* kind = yaml::at_pointer(each.root, "/kind");
    const yaml::Node* name = yaml::at_pointer(each.root, "/metadata/name");
    if (!kind || !name || !is_of_book(kind->text())) continue;
    const std::string repository = repository_of(kind->text(), name->text());
    if (repository.empty()) continue;
    const yaml::Position at = yaml::position_of(each.root, "/metadata/name");
    out.push_back(
        {"/metadata/name",
         fmt::format("'{}' is declared in the repository '{}': change it there and push.", name->text(), repository),
         at.line, at.column});
  }
  return out;
}

/// What the rows that are there have against it, where its fields say.
std::vector<catalog::DocumentProblem> refusal(const Error& error, const std::vector<yaml::Document>& documents) {
  const yaml::Document* document = named_in(documents, error.message());
  const std::string pointer = error.fields().empty() ? "" : error.fields().front().path;
  const yaml::Position at = document ? yaml::position_of(document->root, pointer) : yaml::Position();
  return {{pointer, with_hint(error), at.line, at.column}};
}

/// Of documents that were found well. Errors: delivery.no_definitions.
Result<DefinitionFile> content_of(const std::vector<yaml::Document>& documents, const std::string& file) {
  DefinitionFile out;
  for (const yaml::Document& document : documents) {
    if (document.is_empty || document.root.is_null()) continue;
    boost::json::value value = yaml::to_json(document.root);
    const std::string kind(value.at("kind").as_string());
    if (!is_of_book(kind)) continue;
    boost::json::object& metadata = value.as_object()["metadata"].as_object();
    const std::string name(metadata.at("name").as_string());
    metadata["namespace"] = "default";  // as the catalog stores it
    if (kind == "ResourceDefinition") out.definitions.push_back(name);
    out.changes.push_back({kind, name, boost::json::serialize(value), false});
  }
  if (out.changes.empty())
    return invalid_input("delivery.no_definitions",
                         fmt::format("{} holds no ResourceDefinition and no ResourceType.", file));
  return out;
}

}  // namespace

Result<DefinitionFile> read_definition_file(const DefinitionBook& book, const std::string& text,
                                            const std::string& file) {
  TRY(const auto verdicts, catalog::validate(text, file, {{"ResourceDefinition", &book}, {"ResourceType", &book}}));
  for (const catalog::DocumentVerdict& verdict : verdicts)
    if (verdict.error) return *verdict.error;
  TRY(const auto documents, yaml::parse(text, file));
  return content_of(documents, file);
}

DefinitionCheck check_definition_file(const DefinitionBook& book, const std::string& text, const std::string& file,
                                      const RepositoryOf& repository_of) {
  DefinitionCheck out;
  const auto documents = yaml::parse(text, file);
  if (!documents.has_value()) {
    out.problems.push_back(place_of(documents.error(), file));
    return out;
  }
  const auto verdicts = catalog::validate(text, file, {{"ResourceDefinition", &book}, {"ResourceType", &book}});
  if (!verdicts.has_value()) {
    out.problems.push_back(place_of(verdicts.error(), file));
    return out;
  }
  for (const catalog::DocumentVerdict& verdict : *verdicts)
    out.problems.insert(out.problems.end(), verdict.problems.begin(), verdict.problems.end());
  if (!out.problems.empty()) return out;
  for (const catalog::DocumentVerdict& verdict : *verdicts)
    if (verdict.error) {
      out.problems.push_back(place_of(*verdict.error, file));
      return out;
    }
  const auto read = content_of(*documents, file);
  if (!read.has_value()) {
    out.problems.push_back(place_of(read.error(), file));
    return out;
  }
  out.definitions = read->definitions;
  out.problems = declared_elsewhere(*documents, repository_of);
  if (!out.problems.empty()) return out;
  const Status tried = book.try_out(read->changes, [](db::Tx&) { return ok(); });
  if (!tried.has_value()) out.problems = refusal(tried.error(), *documents);
  return out;
}

}  // namespace towpath::delivery
