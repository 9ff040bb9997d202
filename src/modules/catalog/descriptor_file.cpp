#include "descriptor_file.h"

#include <fmt/core.h>

#include <cstdio>
#include <filesystem>
#include <optional>
#include <set>

#include "json/json.h"
#include "yaml/yaml.h"

namespace towpath::catalog {
namespace {

constexpr std::size_t max_files = 100;

/// `target` as seen from the folder of `file`, or nothing when it leaves the source or is not relative.
std::optional<std::string> resolve(const std::string& file, std::string_view target) {
  if (target.find("://") != target.npos || target.starts_with('/')) return std::nullopt;
  const std::filesystem::path path = (std::filesystem::path(file).parent_path() / target).lexically_normal();
  const std::string out = path.generic_string();
  if (out.starts_with("..") || out == ".") return std::nullopt;
  return out;
}

/// A problem with its place in the file. A message about a text may begin with a place within that text.
struct Located {
  yaml::Position at;
  std::string message;
};

/// "2:14: There is no x" as the place within a text and the rest; nothing when no place is in front.
std::optional<Located> place_within(const std::string& message) {
  yaml::Position inner{0, 0};
  int length = 0;
  if (std::sscanf(message.c_str(), "%5d:%5d: %n", &inner.line, &inner.column, &length) != 2 || length == 0)
    return std::nullopt;
  return Located{inner, message.substr(static_cast<std::size_t>(length))};
}

Located located(const FieldError& field, const yaml::Node& root, std::string_view source) {
  if (auto inner = place_within(field.message))
    return {yaml::position_within(source, root, field.path, inner->at), std::move(inner->message)};
  return {yaml::position_of(root, field.path), field.message};
}

/// The error with "file:line:column" of the first problem in front.
Error located(const Error& error, const yaml::Node& root, const std::string& file, std::string_view source) {
  Error fields(error.kind(), error.code(), "");
  yaml::Position first = yaml::position_of(root, "");
  for (const FieldError& field : error.fields()) {
    const Located each = located(field, root, source);
    if (fields.fields().empty()) first = each.at;
    fields.add_field(field.path, fmt::format("{} (line {})", each.message, each.at.line));
  }
  Error out =
      Error(error.kind(), error.code(), fmt::format("{}:{}:{}: {}", file, first.line, first.column, error.message()))
          .with_hint(error.hint());
  for (const FieldError& field : fields.fields()) out.add_field(field.path, field.message);
  return out;
}

/// What an error says is wrong, each with its place; what names no field is about the whole document.
std::vector<DocumentProblem> problems_of(const Error& error, const yaml::Node& root, std::string_view source) {
  std::vector<DocumentProblem> out;
  for (const FieldError& field : error.fields()) {
    Located each = located(field, root, source);
    out.push_back({field.path, std::move(each.message), each.at.line, each.at.column});
  }
  if (out.empty()) out.push_back({"", error.message(), root.at().line, root.at().column});
  return out;
}

/// check_descriptor(), and what the module whose kind it is says.
Result<Descriptor> check_all(const boost::json::value& document, const KindChecks& checks) {
  TRY(Descriptor checked, check_descriptor(document));
  const auto check = checks.find(checked.kind);
  if (check == checks.end()) return checked;
  const auto problems = check->second->problems(boost::json::serialize(checked.document));
  if (problems.empty()) return checked;
  const auto place = place_within(problems.front().message);
  Error error = invalid_input("catalog.invalid_entity",
                              fmt::format("The {} '{}' is not valid: {}", checked.kind, checked.ref.name(),
                                          place ? place->message : problems.front().message));
  for (const FieldError& problem : problems) error.add_field(problem.path, problem.message);
  return error;
}

class Reader {
 public:
  Reader(const FileReader& read, const KindChecks& checks) : read_(read), checks_(checks) {}

  Status add(std::string_view text, const std::string& file) {
    if (!seen_.insert(file).second) return ok();
    if (seen_.size() > max_files)
      return invalid_input("catalog.too_many_files",
                           fmt::format("The Locations of the source name more than {} files.", max_files));
    TRY(const auto documents, yaml::parse(text, file));
    for (const yaml::Document& document : documents) {
      if (document.is_empty || document.root.is_null()) continue;
      boost::json::value value = yaml::to_json(document.root);
      if (auto filled = fill(value, file); !filled.has_value())
        return located(filled.error(), document.root, file, text);
      auto checked = check_all(value, checks_);
      if (!checked.has_value()) return located(checked.error(), document.root, file, text);
      const bool is_location = checked->kind == "Location";
      const boost::json::object body = checked->document;
      found_.push_back({std::move(*checked), file});
      if (is_location) CHECK_OK(follow(body.at("spec").as_object(), file));
    }
    return ok();
  }

  std::vector<FoundDescriptor> take() { return std::move(found_); }

 private:
  Status follow(const boost::json::object& spec, const std::string& file) {
    std::vector<std::string> targets;
    if (const auto* target = spec.if_contains("target"); target && target->is_string())
      targets.emplace_back(target->as_string());
    if (const auto* list = spec.if_contains("targets"); list && list->is_array())
      for (const auto& target : list->as_array()) targets.emplace_back(target.as_string());
    for (const std::string& target : targets) {
      const auto path = resolve(file, target);
      if (!path) continue;  // another source: it is registered by itself
      TRY(const std::string text, read_(*path));
      CHECK_OK(add(text, *path));
    }
    return ok();
  }

  /// Replaces {"$text": "./x"} and its kin, at any depth.
  Status fill(boost::json::value& value, const std::string& file) {
    if (value.is_array()) {
      for (auto& item : value.as_array()) CHECK_OK(fill(item, file));
      return ok();
    }
    if (!value.is_object()) return ok();
    auto& object = value.as_object();
    if (object.size() == 1 && object.begin()->key().starts_with('$') && object.begin()->value().is_string()) {
      const std::string kind(object.begin()->key()), target(object.begin()->value().as_string());
      if (kind != "$text" && kind != "$json" && kind != "$yaml") return ok();
      const auto path = resolve(file, target);
      if (!path)
        return invalid_input("catalog.invalid_entity",
                             fmt::format("'{}: {}' must name a file of the same repository.", kind, target));
      TRY(const std::string text, read_(*path));
      if (kind == "$text") {
        value = boost::json::string(text);
      } else if (kind == "$json") {
        TRY(value, json::parse(text));
      } else {
        TRY(const yaml::Node node, yaml::parse_one(text, *path));
        value = yaml::to_json(node);
      }
      return ok();
    }
    for (auto& entry : object) CHECK_OK(fill(entry.value(), file));
    return ok();
  }

  const FileReader& read_;
  const KindChecks& checks_;
  std::set<std::string> seen_;
  std::vector<FoundDescriptor> found_;
};

}  // namespace

Result<std::vector<FoundDescriptor>> read_descriptors(std::string_view text, const std::string& file,
                                                      const FileReader& read, const KindChecks& checks) {
  Reader reader(read, checks);
  CHECK_OK(reader.add(text, file));
  return reader.take();
}

Result<std::vector<DocumentVerdict>> validate(std::string_view text, std::string_view file_name,
                                              const KindChecks& checks) {
  TRY(const auto documents, yaml::parse(text, file_name));
  std::vector<DocumentVerdict> out;
  for (const yaml::Document& document : documents) {
    if (document.is_empty || document.root.is_null()) continue;
    DocumentVerdict verdict{"", document.root.at().line, std::nullopt};
    const auto checked = check_all(yaml::to_json(document.root), checks);
    if (checked.has_value()) {
      verdict.ref = checked->ref.to_string();
    } else {
      verdict.error = located(checked.error(), document.root, std::string(file_name), text);
      verdict.problems = problems_of(checked.error(), document.root, text);
    }
    out.push_back(std::move(verdict));
  }
  return out;
}

}  // namespace towpath::catalog
