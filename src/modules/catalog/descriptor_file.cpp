#include "descriptor_file.h"

#include <fmt/core.h>

#include <filesystem>
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

/// The error with "file:line:column" of the first problem in front.
Error located(const Error& error, const yaml::Node& root, const std::string& file) {
  const yaml::Position at = yaml::position_of(root, error.fields().empty() ? "" : error.fields().front().path);
  Error out = Error(error.kind(), error.code(), fmt::format("{}:{}:{}: {}", file, at.line, at.column, error.message()))
                  .with_hint(error.hint());
  for (const FieldError& field : error.fields()) {
    const yaml::Position field_at = yaml::position_of(root, field.path);
    out.add_field(field.path, fmt::format("{} (line {})", field.message, field_at.line));
  }
  return out;
}

class Reader {
 public:
  explicit Reader(const FileReader& read) : read_(read) {}

  Status add(std::string_view text, const std::string& file) {
    if (!seen_.insert(file).second) return ok();
    if (seen_.size() > max_files)
      return invalid_input("catalog.too_many_files",
                           fmt::format("The Locations of the source name more than {} files.", max_files));
    TRY(const auto documents, yaml::parse(text, file));
    for (const yaml::Document& document : documents) {
      if (document.is_empty || document.root.is_null()) continue;
      boost::json::value value = yaml::to_json(document.root);
      if (auto filled = fill(value, file); !filled.has_value()) return located(filled.error(), document.root, file);
      auto checked = check_descriptor(value);
      if (!checked.has_value()) return located(checked.error(), document.root, file);
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
  std::set<std::string> seen_;
  std::vector<FoundDescriptor> found_;
};

}  // namespace

Result<std::vector<FoundDescriptor>> read_descriptors(std::string_view text, const std::string& file,
                                                      const FileReader& read) {
  Reader reader(read);
  CHECK_OK(reader.add(text, file));
  return reader.take();
}

Result<std::vector<DocumentVerdict>> validate(std::string_view text, std::string_view file_name) {
  TRY(const auto documents, yaml::parse(text, file_name));
  std::vector<DocumentVerdict> out;
  for (const yaml::Document& document : documents) {
    if (document.is_empty || document.root.is_null()) continue;
    DocumentVerdict verdict{"", document.root.at().line, std::nullopt};
    const auto checked = check_descriptor(yaml::to_json(document.root));
    if (checked.has_value())
      verdict.ref = checked->ref.to_string();
    else
      verdict.error = located(checked.error(), document.root, std::string(file_name));
    out.push_back(std::move(verdict));
  }
  return out;
}

}  // namespace towpath::catalog
