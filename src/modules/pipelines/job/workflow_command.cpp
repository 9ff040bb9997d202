#include "pipelines/workflow_command.h"

#include <algorithm>
#include <charconv>
#include <iterator>

#include "base/strings.h"

namespace towpath::pipelines {
namespace {

// A line longer than this is taken in pieces: it is no command, and must not be held in memory.
constexpr std::size_t max_line = 1 << 20;

constexpr std::string_view known_commands[] = {
    "add-mask", "add-matcher",    "add-path",   "debug",   "echo",       "endgroup",      "error",  "group",
    "notice",   "remove-matcher", "save-state", "set-env", "set-output", "stop-commands", "warning"};

bool is_known(std::string_view name) {
  return std::find(std::begin(known_commands), std::end(known_commands), name) != std::end(known_commands);
}

struct Escape {
  std::string_view code, text;
};

// "%25" comes last, so that "%250A" becomes "%0A" and not a line feed.
constexpr Escape data_escapes[] = {{"%0D", "\r"}, {"%0A", "\n"}, {"%25", "%"}};
constexpr Escape property_escapes[] = {{"%0D", "\r"}, {"%0A", "\n"}, {"%3A", ":"}, {"%2C", ","}, {"%25", "%"}};
constexpr Escape bracket_escapes[] = {{"%3B", ";"}, {"%0D", "\r"}, {"%0A", "\n"}, {"%5D", "]"}, {"%25", "%"}};

template <std::size_t n>
std::string unescape(std::string_view text, const Escape (&escapes)[n]) {
  std::string out(text);
  for (const Escape& escape : escapes) out = replace_all(out, escape.code, escape.text);
  return out;
}

// "name key=value,key=value": empty when the name is none of ours.
template <std::size_t n>
std::optional<WorkflowCommand> read_head(std::string_view head, char separator, const Escape (&escapes)[n]) {
  const std::size_t blank = head.find(' ');
  WorkflowCommand command;
  command.name = head.substr(0, blank);
  if (!is_known(command.name)) return std::nullopt;
  if (blank == std::string_view::npos) return command;
  for (const std::string& property : split(trim(head.substr(blank + 1)), separator)) {
    const std::size_t equals = property.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == property.size()) continue;
    command.properties[to_lower(property.substr(0, equals))] = unescape(property.substr(equals + 1), escapes);
  }
  return command;
}

int number_of(const WorkflowCommand& command, const std::string& key) {
  const auto found = command.properties.find(key);
  int number = 0;
  if (found != command.properties.end()) {
    const std::string& text = found->second;
    std::from_chars(text.data(), text.data() + text.size(), number);
  }
  return std::max(number, 0);
}

std::string text_of(const WorkflowCommand& command, const std::string& key) {
  const auto found = command.properties.find(key);
  return found == command.properties.end() ? "" : found->second;
}

}  // namespace

std::optional<WorkflowCommand> parse_workflow_command(std::string_view line) {
  constexpr std::string_view colons = "::";
  const std::string_view text = trim(line);
  if (text.starts_with(colons)) {
    const std::size_t end = text.find(colons, colons.size());
    if (end == std::string_view::npos) return std::nullopt;
    auto command = read_head(text.substr(colons.size(), end - colons.size()), ',', property_escapes);
    if (command) command->data = unescape(text.substr(end + colons.size()), data_escapes);
    return command;
  }
  constexpr std::string_view bracket = "##[";
  const std::size_t start = line.find(bracket);
  const std::size_t end = start == std::string_view::npos ? start : line.find(']', start);
  if (end == std::string_view::npos) return std::nullopt;
  auto command = read_head(line.substr(start + bracket.size(), end - start - bracket.size()), ';', bracket_escapes);
  if (command) command->data = unescape(line.substr(end + 1), bracket_escapes);
  return command;
}

void OutputReader::feed(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t end = bytes.find('\n');
    const std::string_view piece = bytes.substr(0, end);
    if (end == std::string_view::npos) {
      pending_ += piece;
      if (pending_.size() >= max_line) {
        listener_.on_line(pending_);
        pending_.clear();
      }
      return;
    }
    if (pending_.empty()) {
      read_line(piece);
    } else {
      pending_ += piece;
      const std::string line = std::move(pending_);
      pending_.clear();
      read_line(line);
    }
    bytes.remove_prefix(end + 1);
  }
}

void OutputReader::finish() {
  if (pending_.empty()) return;
  const std::string line = std::move(pending_);
  pending_.clear();
  read_line(line);
}

void OutputReader::read_line(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  // A stopped output resumes with a line that is the token itself.
  if (!stop_token_.empty()) {
    const std::string resume = "::" + stop_token_ + "::";
    if (trim(line) == resume) stop_token_.clear();
    return listener_.on_line(line);
  }
  const auto command = parse_workflow_command(line);
  if (!command) return listener_.on_line(line);
  carry_out(*command, line);
}

void OutputReader::refuse(const std::string& message) {
  has_failed_ = true;
  Annotation annotation;
  annotation.message = message;
  listener_.on_annotation(annotation);
  listener_.on_line("##[error]" + message);
}

void OutputReader::annotate(Annotation::Level level, const WorkflowCommand& command) {
  Annotation annotation;
  annotation.level = level;
  annotation.message = command.data;
  annotation.title = text_of(command, "title");
  annotation.file = text_of(command, "file");
  annotation.line = number_of(command, "line");
  annotation.end_line = number_of(command, "endline");
  annotation.column = number_of(command, "col");
  annotation.end_column = number_of(command, "endcolumn");
  listener_.on_annotation(annotation);
  for (const std::string& line : split(command.data, '\n')) listener_.on_line("##[" + command.name + "]" + line);
}

void OutputReader::carry_out(const WorkflowCommand& command, std::string_view line) {
  const std::string& name = command.name;
  if (name == "error") return annotate(Annotation::Level::error, command);
  if (name == "warning") return annotate(Annotation::Level::warning, command);
  if (name == "notice") return annotate(Annotation::Level::notice, command);
  if (name == "group" || name == "endgroup") {
    return listener_.on_line("##[" + name + "]" + (name == "group" ? command.data : ""));
  }
  if (name == "debug") {
    if (debug_ == DebugLines::shown) listener_.on_line("##[debug]" + command.data);
    return;
  }
  if (name == "set-env" || name == "add-path") {
    return refuse("the command '" + name + "' is disabled: write to the file named by " +
                  (name == "set-env" ? "GITHUB_ENV" : "GITHUB_PATH"));
  }
  if (name == "add-mask") {
    if (trim(command.data).empty()) return refuse("'add-mask' needs a value");
    listener_.on_mask(command.data);
  } else if (name == "set-output") {
    const std::string key = text_of(command, "name");
    if (key.empty()) return refuse("'set-output' needs a name");
    listener_.on_output(key, command.data);
  } else if (name == "stop-commands") {
    // A token that is itself a command name could never resume anything else.
    if (trim(command.data).empty() || is_known(command.data)) return refuse("'stop-commands' needs a token of its own");
    stop_token_ = command.data;
  } else if (name == "echo") {
    const std::string value = to_lower(trim(command.data));
    if (value != "on" && value != "off") return refuse("'echo' takes on or off");
    echoes_ = value == "on";
    return;
  }
  if (echoes_) listener_.on_line(line);
}

}  // namespace towpath::pipelines
