#include <algorithm>
#include <iterator>

#include "base/strings.h"

#include "workflow/parts.h"

namespace towpath::pipelines {
namespace {

constexpr Key push_keys[] = {{"branches"}, {"branches-ignore"}, {"tags"}, {"tags-ignore"}, {"paths"}, {"paths-ignore"}};
constexpr Key pull_request_keys[] = {{"types"}, {"branches"}, {"branches-ignore"}, {"paths"}, {"paths-ignore"}};
constexpr Key dispatch_keys[] = {{"inputs"}};
constexpr Key input_keys[] = {{"description"}, {"required"}, {"default"}, {"type"}, {"options"}};
constexpr Key schedule_keys[] = {{"cron"}, {"timezone"}};

constexpr std::string_view supported_events[] = {"push", "pull_request", "workflow_dispatch", "schedule"};
// Events of github.com that nothing raises here.
constexpr std::string_view other_events[] = {"branch_protection_rule",
                                             "check_run",
                                             "check_suite",
                                             "create",
                                             "delete",
                                             "deployment",
                                             "deployment_status",
                                             "discussion",
                                             "discussion_comment",
                                             "fork",
                                             "gollum",
                                             "image_version",
                                             "issue_comment",
                                             "issues",
                                             "label",
                                             "merge_group",
                                             "milestone",
                                             "page_build",
                                             "project",
                                             "project_card",
                                             "project_column",
                                             "public",
                                             "pull_request_comment",
                                             "pull_request_review",
                                             "pull_request_review_comment",
                                             "pull_request_target",
                                             "registry_package",
                                             "release",
                                             "repository_dispatch",
                                             "status",
                                             "watch",
                                             "workflow_call",
                                             "workflow_run"};
constexpr std::string_view pull_request_types[] = {"assigned",
                                                   "unassigned",
                                                   "labeled",
                                                   "unlabeled",
                                                   "opened",
                                                   "edited",
                                                   "closed",
                                                   "reopened",
                                                   "synchronize",
                                                   "converted_to_draft",
                                                   "locked",
                                                   "unlocked",
                                                   "enqueued",
                                                   "dequeued",
                                                   "milestoned",
                                                   "demilestoned",
                                                   "ready_for_review",
                                                   "review_requested",
                                                   "review_request_removed",
                                                   "auto_merge_enabled",
                                                   "auto_merge_disabled",
                                                   "stacked"};

template <class List>
bool contains(const List& list, std::string_view word) {
  return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

bool is_event(std::string_view name) { return contains(supported_events, name) || contains(other_events, name); }

class TriggerReader {
 public:
  explicit TriggerReader(Reader& reader) : reader_(reader) {}

  Triggers read(const yaml::Node& node) {
    if (node.is_mapping()) {
      reader_.is_mapping(node, "'on'");
      for (const yaml::Entry& entry : node.entries()) add(entry.key, entry.key_at, &entry.value);
    } else if (node.is_sequence()) {
      for (const yaml::Node& item : node.items()) add(reader_.read_literal(item), item.at(), nullptr);
    } else {
      add(reader_.read_literal(node), node.at(), nullptr);
    }
    return std::move(triggers_);
  }

 private:
  void add(const std::string& event, yaml::Position at, const yaml::Node* detail) {
    if (!is_event(event)) {
      std::vector<std::string> names(std::begin(supported_events), std::end(supported_events));
      names.insert(names.end(), std::begin(other_events), std::end(other_events));
      const auto near = nearest(event, names);
      return reader_.error(at, "unknown event '" + event + "'", near ? "did you mean '" + *near + "'?" : "");
    }
    if (!contains(supported_events, event)) {
      return reader_.unsupported(at, "the event '" + event + "' is not supported yet",
                                 "supported: push, pull_request, workflow_dispatch, schedule");
    }
    if (event == "push") {
      triggers_.push = read_push(detail);
    } else if (event == "pull_request") {
      triggers_.pull_request = read_pull_request(detail);
    } else if (event == "workflow_dispatch") {
      triggers_.workflow_dispatch = read_dispatch(detail);
    } else {
      read_schedule(at, detail);
    }
  }

  static bool is_given(const yaml::Node* detail) { return detail != nullptr && !detail->is_null(); }

  GlobFilter read_filter(const yaml::Node& mapping, const std::string& key) {
    const yaml::Node* node = mapping.find(key);
    if (node == nullptr) return {};
    const std::vector<std::string> patterns = reader_.read_names(*node, "'" + key + "'");
    Result<GlobFilter> filter = GlobFilter::parse(patterns);
    if (filter) return std::move(filter).value();
    const std::size_t index = std::stoul(filter.error().fields().at(0).path.substr(1));
    reader_.error(node->is_sequence() ? node->items()[index].at() : node->at(), filter.error().message());
    return {};
  }

  NameFilter read_name_filter(const yaml::Node& mapping, const std::string& kind) {
    if (mapping.find(kind) != nullptr && mapping.find(kind + "-ignore") != nullptr) {
      reader_.error(mapping.find_entry(kind + "-ignore")->key_at,
                    "'" + kind + "' and '" + kind + "-ignore' cannot be used together",
                    "use '" + kind + "' with patterns that start with '!'");
    }
    return {read_filter(mapping, kind), read_filter(mapping, kind + "-ignore")};
  }

  PushTrigger read_push(const yaml::Node* detail) {
    PushTrigger push;
    if (!is_given(detail) || !reader_.is_mapping(*detail, "'push'", push_keys)) return push;
    push.branches = read_name_filter(*detail, "branches");
    push.tags = read_name_filter(*detail, "tags");
    push.paths = read_name_filter(*detail, "paths");
    return push;
  }

  PullRequestTrigger read_pull_request(const yaml::Node* detail) {
    PullRequestTrigger trigger;
    if (!is_given(detail) || !reader_.is_mapping(*detail, "'pull_request'", pull_request_keys)) return trigger;
    if (const yaml::Node* types = detail->find("types"); types != nullptr) {
      trigger.types = reader_.read_names(*types, "'types'");
      for (const std::string& type : trigger.types) {
        if (!contains(pull_request_types, type)) {
          const std::vector<std::string> known(std::begin(pull_request_types), std::end(pull_request_types));
          const auto near = nearest(type, known);
          reader_.error(types->at(), "'" + type + "' is no type of pull_request",
                        near ? "did you mean '" + *near + "'?" : "");
        }
      }
    }
    trigger.branches = read_name_filter(*detail, "branches");
    trigger.paths = read_name_filter(*detail, "paths");
    return trigger;
  }

  InputType read_input_type(const yaml::Node& node) {
    const std::string name = reader_.read_literal(node);
    if (name == "string") return InputType::string;
    if (name == "boolean") return InputType::boolean;
    if (name == "number") return InputType::number;
    if (name == "choice") return InputType::choice;
    if (name == "environment") return InputType::environment;
    reader_.error(node.at(), "'" + name + "' is no type of input",
                  "one of string, boolean, number, choice, environment");
    return InputType::string;
  }

  DispatchInput read_input(const yaml::Entry& entry) {
    DispatchInput input;
    input.name = entry.key;
    if (entry.key.empty()) reader_.error(entry.key_at, "an input needs a name");
    const yaml::Node& node = entry.value;
    if (node.is_null() || !reader_.is_mapping(node, "the input '" + entry.key + "'", input_keys)) return input;
    if (const yaml::Node* value = node.find("description")) input.description = reader_.read_literal(*value);
    if (const yaml::Node* value = node.find("required")) input.is_required = reader_.read_flag(*value);
    if (const yaml::Node* value = node.find("type")) input.type = read_input_type(*value);
    if (const yaml::Node* value = node.find("options"); value != nullptr && reader_.is_sequence(*value, "'options'")) {
      for (const yaml::Node& option : value->items()) input.options.push_back(reader_.read_literal(option));
    }
    if (input.type == InputType::choice && input.options.empty()) {
      reader_.error(node.at(), "the input '" + entry.key + "' is a choice and needs 'options'");
    }
    if (const yaml::Node* value = node.find("default")) input.default_value = read_default(*value, input);
    return input;
  }

  Value read_default(const yaml::Node& node, const DispatchInput& input) {
    switch (input.type) {
      case InputType::boolean:
        return reader_.read(node, Place::nowhere, Expect::boolean).literal();
      case InputType::number:
        return reader_.read(node, Place::nowhere, Expect::number).literal();
      default:
        break;
    }
    if (node.boolean() || node.number()) {
      reader_.error(node.at(), "the default of '" + input.name + "' must be text",
                    "write \"" + node.text() + "\" in quotes, or give the input another type");
    }
    const std::string text = reader_.read_literal(node);
    if (input.type == InputType::choice && !contains(input.options, text)) {
      reader_.error(node.at(), "the default '" + text + "' of '" + input.name + "' is not among its options");
    }
    return Value(text);
  }

  DispatchTrigger read_dispatch(const yaml::Node* detail) {
    DispatchTrigger trigger;
    if (!is_given(detail) || !reader_.is_mapping(*detail, "'workflow_dispatch'", dispatch_keys)) return trigger;
    const yaml::Node* inputs = detail->find("inputs");
    if (!is_given(inputs) || !reader_.is_mapping(*inputs, "'inputs'")) return trigger;
    for (const yaml::Entry& entry : inputs->entries()) trigger.inputs.push_back(read_input(entry));
    return trigger;
  }

  void read_schedule(yaml::Position at, const yaml::Node* detail) {
    if (!is_given(detail)) {
      return reader_.error(at, "'schedule' needs a list of 'cron' entries", "schedule: [{cron: \"0 6 * * 1-5\"}]");
    }
    if (!reader_.is_sequence(*detail, "'schedule'")) return;
    for (const yaml::Node& item : detail->items()) {
      if (!reader_.is_mapping(item, "an entry of 'schedule'", schedule_keys)) continue;
      const yaml::Node* cron = reader_.required(item, "cron", "an entry of 'schedule'");
      if (cron == nullptr) continue;
      ScheduleTrigger trigger;
      trigger.cron = reader_.read_literal(*cron, Expect::non_empty_text);
      if (!is_cron(trigger.cron)) {
        reader_.error(cron->at(), "'" + trigger.cron + "' is no cron expression",
                      "five fields: minute, hour, day of month, month, day of week, as in \"30 5 * * 1-5\"");
      }
      if (const yaml::Node* zone = item.find("timezone")) {
        trigger.timezone = reader_.read_literal(*zone, Expect::non_empty_text);
      }
      triggers_.schedule.push_back(std::move(trigger));
    }
  }

  struct CronField {
    int low, high;
    std::string_view names;  // of three letters each, the first standing for `low`
  };

  static int cron_number(std::string_view text, const CronField& field) {
    if (text.size() == 3 && !field.names.empty()) {
      std::string word = to_lower(text);
      const std::size_t at = field.names.find(word);
      if (at != std::string_view::npos && at % 3 == 0) return field.low + static_cast<int>(at / 3);
    }
    const bool digits = !text.empty() && text.size() <= 2 &&
                        std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    const int number = digits ? std::stoi(std::string(text)) : -1;
    return number >= field.low && number <= field.high ? number : -1;
  }

  // "*", "n", "n-m", each with or without "/step".
  static bool is_cron_range(std::string_view text, const CronField& field) {
    const std::size_t slash = text.find('/');
    if (slash != std::string_view::npos) {
      if (cron_number(text.substr(slash + 1), {1, field.high, {}}) < 0) return false;
      text = text.substr(0, slash);
    }
    if (text == "*") return true;
    const std::size_t dash = text.find('-');
    const int from = cron_number(text.substr(0, dash), field);
    if (dash == std::string_view::npos) return from >= 0;
    return from >= 0 && cron_number(text.substr(dash + 1), field) >= from;
  }

  static bool is_cron(std::string_view text) {
    static constexpr CronField fields[] = {{0, 59, {}},
                                           {0, 23, {}},
                                           {1, 31, {}},
                                           {1, 12, "janfebmaraprmayjunjulaugsepoctnovdec"},
                                           {0, 6, "sunmontuewedthufrisat"}};
    std::vector<std::string> words = split(text, ' ');
    std::erase(words, "");
    if (words.size() != std::size(fields)) return false;
    for (std::size_t i = 0; i < words.size(); ++i) {
      for (const std::string& range : split(words[i], ',')) {
        if (!is_cron_range(range, fields[i])) return false;
      }
    }
    return true;
  }

  Reader& reader_;
  Triggers triggers_;
};

}  // namespace

Triggers read_triggers(Reader& reader, const yaml::Node& node) { return TriggerReader(reader).read(node); }

}  // namespace towpath::pipelines
