#include "score/rules.h"

#include <fmt/core.h>
#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "base/base64.h"
#include "base/strings.h"
#include "json/json.h"
#include "score/placeholder.h"

namespace towpath::delivery {
namespace {

namespace bj = boost::json;

// Far more than a workload has. Graphs of this size can be walked by recursion.
constexpr std::size_t most_containers = 200, most_resources = 1000;

const bj::object& object_at(const bj::object& object, std::string_view key) {
  static const bj::object empty;
  const bj::value* value = object.if_contains(key);
  return value ? value->get_object() : empty;
}

std::vector<std::string> keys_of(const bj::object& object) {
  std::vector<std::string> keys;
  for (const auto& entry : object) keys.emplace_back(entry.key());
  return keys;
}

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '/';
}

/// At least two parts, none of them empty or with characters that no name has.
bool is_well_formed(std::string_view placeholder) {
  if (replace_all(placeholder, "\\.", "").find('\\') != std::string::npos) return false;
  const std::vector<std::string> path = path_of(placeholder);
  return path.size() >= 2 && std::all_of(path.begin(), path.end(), [](const std::string& part) {
           return !part.empty() &&
                  std::all_of(part.begin(), part.end(), [](char c) { return is_plain(c) || c == '.'; });
         });
}

class Rules {
 public:
  explicit Rules(const bj::object& document)
      : containers_(object_at(document, "containers")), resources_(object_at(document, "resources")) {}

  BrokenRules check() {
    if (containers_.size() > most_containers)
      report("/containers", fmt::format("has {} containers; the limit is {}", containers_.size(), most_containers));
    if (resources_.size() > most_resources)
      report("/resources", fmt::format("has {} resources; the limit is {}", resources_.size(), most_resources));
    if (!broken_.problems.empty()) return std::move(broken_);
    for (const auto& entry : containers_)
      check_container(entry.value().get_object(), "/containers/" + json::escape_pointer(entry.key()));
    for (const auto& entry : resources_) {
      if (const bj::value* params = entry.value().get_object().if_contains("params"))
        check_strings(*params, fmt::format("/resources/{}/params", json::escape_pointer(entry.key())));
    }
    check_order();
    return std::move(broken_);
  }

 private:
  void report(std::string pointer, std::string message) {
    broken_.problems.push_back({std::move(pointer), std::move(message)});
  }

  void check_container(const bj::object& container, const std::string& pointer) {
    for (const auto& entry : object_at(container, "variables"))
      check_placeholders(entry.value().get_string(),
                         fmt::format("{}/variables/{}", pointer, json::escape_pointer(entry.key())));
    for (const auto& entry : object_at(container, "files"))
      check_file(entry.value().get_object(), fmt::format("{}/files/{}", pointer, json::escape_pointer(entry.key())));
    for (const auto& entry : object_at(container, "volumes"))
      check_placeholders(entry.value().at("source").get_string(),
                         fmt::format("{}/volumes/{}/source", pointer, json::escape_pointer(entry.key())));
  }

  void check_file(const bj::object& file, const std::string& pointer) {
    if (const bj::value* binary = file.if_contains("binaryContent"); binary && !from_base64(binary->get_string()))
      report(pointer + "/binaryContent", "must be base64 (RFC 4648 section 4, with padding)");
    const bj::value* no_expand = file.if_contains("noExpand");
    if (no_expand && no_expand->get_bool()) return;
    if (const bj::value* content = file.if_contains("content"))
      check_placeholders(content->get_string(), pointer + "/content");
  }

  void check_strings(const bj::value& value, const std::string& pointer) {
    if (value.is_string()) return check_placeholders(value.get_string(), pointer);
    if (const bj::array* items = value.if_array()) {
      for (std::size_t i = 0; i < items->size(); ++i) check_strings((*items)[i], fmt::format("{}/{}", pointer, i));
    } else if (const bj::object* object = value.if_object()) {
      for (const auto& entry : *object)
        check_strings(entry.value(), fmt::format("{}/{}", pointer, json::escape_pointer(entry.key())));
    }
  }

  void check_placeholders(std::string_view text, const std::string& pointer) {
    for (const Piece& piece : pieces_of(text))
      if (piece.is_placeholder) check_placeholder(piece.text, pointer);
  }

  void check_placeholder(std::string_view placeholder, const std::string& pointer) {
    const std::string shown = fmt::format("${{{}}}", placeholder);
    const std::string root = path_of(placeholder).front();
    if (placeholder.find(":-") != std::string_view::npos)
      return report(pointer,
                    fmt::format("'{}' has a default value, which Score does not know; for the text itself write ${}",
                                shown, shown));
    if (!is_well_formed(placeholder))
      return report(pointer, fmt::format("'{}' must be names of letters, digits, '_' and '-' with dots between them, "
                                         "such as ${{resources.db.host}}; for the text itself write ${}",
                                         shown, shown));
    if (root != "resources" && root != "metadata") {
      broken_.unknown_roots.push_back(
          {pointer, fmt::format("'{}' must begin with 'resources.' or 'metadata.'; for the text itself write ${}",
                                shown, shown)});
      return;
    }
    if (root == "metadata") return;
    const std::string name = path_of(placeholder)[1];
    if (resources_.contains(name)) return;
    const auto near = nearest(name, keys_of(resources_));
    report(pointer, fmt::format("'{}' names the resource '{}', which is not declared{}", shown, name,
                                near ? fmt::format("; did you mean '{}'?", *near) : ""));
  }

  void check_order() {
    for (const auto& entry : containers_) {
      const std::string pointer = fmt::format("/containers/{}/before/", json::escape_pointer(entry.key()));
      for (const auto& before : object_at(entry.value().get_object(), "before")) {
        if (before.key() == entry.key()) {
          report(pointer + json::escape_pointer(before.key()), "a container cannot start before itself");
        } else if (!containers_.contains(before.key())) {
          const auto near = nearest(before.key(), keys_of(containers_));
          report(pointer + json::escape_pointer(before.key()),
                 fmt::format("there is no container '{}'{}", std::string_view(before.key()),
                             near ? fmt::format("; did you mean '{}'?", *near) : ""));
        }
      }
    }
    for (const auto& entry : containers_)
      if (!has_circle_ && visits_[entry.key()] == Visit::none) look_for_circle(entry.key());
  }

  /// Depth first; `open_` is the way here.
  void look_for_circle(const std::string& name) {
    visits_[name] = Visit::open;
    open_.push_back(name);
    for (const auto& before : object_at(containers_.at(name).get_object(), "before")) {
      const std::string next(before.key());
      if (has_circle_ || next == name || !containers_.contains(next)) continue;
      if (visits_[next] == Visit::none) look_for_circle(next);
      if (has_circle_ || visits_[next] != Visit::open) continue;
      has_circle_ = true;
      std::vector<std::string> circle(std::find(open_.begin(), open_.end(), next), open_.end());
      circle.push_back(next);
      report(fmt::format("/containers/{}/before/{}", json::escape_pointer(name), json::escape_pointer(next)),
             "containers wait for each other in a circle: " + join(circle, " -> "));
    }
    open_.pop_back();
    visits_[name] = Visit::done;
  }

  enum class Visit { none, open, done };

  const bj::object& containers_;
  const bj::object& resources_;
  BrokenRules broken_;
  std::map<std::string, Visit> visits_;
  std::vector<std::string> open_;
  bool has_circle_ = false;
};

}  // namespace

BrokenRules broken_rules(const bj::object& document) { return Rules(document).check(); }

}  // namespace towpath::delivery
