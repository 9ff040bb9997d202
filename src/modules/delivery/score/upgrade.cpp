#include "score/upgrade.h"

#include <fmt/core.h>
#include <boost/json.hpp>

#include "json/json.h"

namespace towpath::delivery {
namespace {

namespace bj = boost::json;

/// Lines as one text. Numbers and booleans are taken as they would be written; anything else is left for the schema.
void join_lines(bj::object& file) {
  const bj::value* content = file.if_contains("content");
  if (!content || !content->is_array()) return;
  std::string text;
  bool is_first = true;
  for (const bj::value& line : content->get_array()) {
    if (line.is_structured()) return;
    if (!std::exchange(is_first, false)) text += '\n';
    if (line.is_string())
      text += std::string_view(line.get_string());
    else if (!line.is_null())
      text += json::canonical(line);
  }
  file["content"] = text;
}

void rename_read_only(bj::object& volume, const std::string& new_pointer, const std::string& old_pointer,
                      Upgrade& done) {
  const bj::value* value = volume.if_contains("read_only");
  if (!value || !value->is_bool()) return;
  const bool is_read_only = value->get_bool();
  volume.erase("read_only");
  volume["readOnly"] = is_read_only;
  done.moved[new_pointer + "/readOnly"] = old_pointer + "/read_only";
}

enum class Part { files, volumes };

/// A list of files or volumes as a map by target.
void list_to_map(bj::object& container, Part part, const std::string& container_pointer, Upgrade& done) {
  const std::string key = part == Part::files ? "files" : "volumes";
  const bj::value* list = container.if_contains(key);
  if (!list || !list->is_array()) return;
  bj::object by_target;
  std::size_t index = 0;
  for (const bj::value& item : list->get_array()) {
    const std::string old_pointer = fmt::format("{}/{}/{}", container_pointer, key, index++);
    if (!item.is_object()) {
      done.problems.push_back({old_pointer, "must be an object"});
      continue;
    }
    bj::object upgraded = item.get_object();
    const bj::value* target = upgraded.if_contains("target");
    if (!target) {
      done.problems.push_back({old_pointer, "the key 'target' is required in a list; a map by target is today's form"});
      continue;
    }
    if (!target->is_string()) {
      done.problems.push_back({old_pointer + "/target", "must be a string"});
      continue;
    }
    const std::string name(target->get_string());
    upgraded.erase("target");
    const std::string new_pointer = fmt::format("{}/{}/{}", container_pointer, key, json::escape_pointer(name));
    done.moved[new_pointer] = old_pointer;
    if (part == Part::files)
      join_lines(upgraded);
    else
      rename_read_only(upgraded, new_pointer, old_pointer, done);
    if (!by_target.emplace(name, std::move(upgraded)).second)
      done.problems.push_back(
          {old_pointer + "/target", fmt::format("'{}' is already the target of another one", name)});
  }
  container[key] = std::move(by_target);
}

}  // namespace

std::string Upgrade::source_pointer(std::string_view pointer) const {
  // The longest prefix that was moved decides.
  for (std::string_view prefix = pointer; !prefix.empty(); prefix = prefix.substr(0, prefix.rfind('/')))
    if (const auto found = moved.find(std::string(prefix)); found != moved.end())
      return found->second + std::string(pointer.substr(prefix.size()));
  return std::string(pointer);
}

Upgrade upgrade(bj::object& document) {
  Upgrade done;
  bj::value* containers = document.if_contains("containers");
  if (!containers || !containers->is_object()) return done;
  for (auto& entry : containers->get_object()) {
    bj::object* container = entry.value().if_object();
    if (!container) continue;
    const std::string pointer = "/containers/" + json::escape_pointer(entry.key());
    list_to_map(*container, Part::files, pointer, done);
    list_to_map(*container, Part::volumes, pointer, done);
  }
  return done;
}

}  // namespace towpath::delivery
