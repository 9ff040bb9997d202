#include "cli_reference.h"

#include <algorithm>
#include <map>

#include "base/strings.h"
#include "json/json.h"

namespace towpath::testing {
namespace {

namespace bj = boost::json;

constexpr int deepest_shape = 4;

/// A schema in a few words: {"id": string, "nodes": [{...}]}.
class ShapeWriter {
 public:
  explicit ShapeWriter(const OpenapiDocument& document) : document_(document) {}

  std::string write(const bj::value& given, int depth, int indent) const {
    const bj::object& schema = merged(given);
    if (const bj::value* options = schema.if_contains("oneOf")) return alternatives(options->as_array(), depth, indent);
    if (schema.contains("enum") && schema.at("enum").as_array().size() <= 6) return words(schema.at("enum").as_array());
    if (const bj::value* properties = schema.if_contains("properties"))
      return depth >= deepest_shape ? "{…}" : object(schema, properties->as_object(), depth, indent);
    const bj::value* type = schema.if_contains("type");
    if (!type) return "any";
    if (type->is_array()) {
      std::vector<std::string> names;
      for (const bj::value& name : type->as_array()) names.emplace_back(name.as_string());
      return join(names, " | ");
    }
    if (*type == "array") return "[" + write(schema.at("items"), depth, indent) + "]";
    return std::string(type->as_string());
  }

 private:
  static std::string words(const bj::array& list) {
    std::vector<std::string> out;
    for (const bj::value& word : list) out.push_back(bj::serialize(word));
    return join(out, " | ");
  }
  std::string alternatives(const bj::array& list, int depth, int indent) const {
    std::vector<std::string> out;
    for (const bj::value& each : list) out.push_back(write(each, depth, indent));
    return join(out, " | ");
  }
  std::string object(const bj::object& schema, const bj::object& properties, int depth, int indent) const {
    const bj::value* required = schema.if_contains("required");
    std::string out = "{";
    const std::string inner(static_cast<std::size_t>(indent + 2), ' ');
    for (const auto& [name, each] : properties) {
      const bool is_required = required && std::find(required->as_array().begin(), required->as_array().end(),
                                                     bj::value(name)) != required->as_array().end();
      out += (out.size() > 1 ? ",\n" : "\n") + inner + "\"" + std::string(name) + (is_required ? "\": " : "\"?: ") +
             write(each, depth + 1, indent + 2);
    }
    return out + "\n" + std::string(static_cast<std::size_t>(indent), ' ') + "}";
  }
  /// The schema with references followed and parts joined.
  bj::object merged(const bj::value& given) const {
    const bj::object& schema = document_.resolved(given).as_object();
    return document_.merged(schema);
  }

  const OpenapiDocument& document_;
};

const Operation* find_operation(const OpenapiDocument& document, const std::string& id) {
  for (const Operation& each : document.operations())
    if (each.definition->at("operationId") == bj::string_view(id)) return &each;
  return nullptr;
}

std::string usage_of(const cli::Command& command) {
  std::string out = "towpath " + command.words;
  for (const cli::Operand& operand : command.operands) {
    const std::string name = to_lower(operand.name) + (operand.is_many ? "…" : "");
    out += operand.is_required ? " <" + name + ">" : " [" + name + "]";
  }
  return out;
}

/// `shown`: where each shape was written out first; the others point there.
std::string section(const cli::Command& command, const OpenapiDocument& document,
                    std::map<std::string, std::string>& shown) {
  std::string out = "### " + command.words + "\n\n" + command.summary + ".\n\n```sh\n" + command.example + "\n```\n\n";
  out += "Usage: `" + usage_of(command) + (command.options.empty() ? "`\n\n" : " [options]`\n\n");
  for (const cli::Operand& operand : command.operands) out += "- `" + operand.name + "`: " + operand.help + "\n";
  for (const cli::Option& option : command.options)
    out += "- `" + replace_all(option.name, ",", "`, `") + (option.value.empty() ? "" : " " + option.value) +
           "`: " + option.help + "\n";
  if (!command.operands.empty() || !command.options.empty()) out += "\n";
  std::vector<std::string> rights;
  for (const std::string& id : command.operations) {
    const Operation* operation = find_operation(document, id);
    if (operation && std::count(rights.begin(), rights.end(), "`" + operation->permission + "`") == 0)
      rights.push_back("`" + operation->permission + "`");
  }
  if (!rights.empty()) out += "Needs: " + join(rights, ", ") + ".\n\n";
  const bj::value schema = json_schema_of(command, document);
  const bool is_known = command.json_shape.starts_with('{') ||
                        document.root().at("components").at("schemas").as_object().contains(command.json_shape);
  if (schema.is_null() || !is_known) return out;
  if (const auto [first, is_new] = shown.emplace(command.json_shape, command.words); !is_new)
    out += "`-o json` prints the same as `" + first->second + "`.\n\n";
  else
    out += "`-o json` prints:\n\n```text\n" + ShapeWriter(document).write(schema.at("allOf").at(0), 0, 0) + "\n```\n\n";
  return out;
}

constexpr const char* introduction = R"(# Command line

Every command has `-o table` (for people, the default), `-o json` and, where it prints things with names, `-o name`. Data
goes to standard output, everything else to standard error; errors with `-o json` are one object
`{"code", "detail", "hint", "errors": [{"pointer", "detail"}]}` on standard error.

`TOWPATH_URL` and `TOWPATH_TOKEN` name the server and the token; otherwise what `towpath login` stored counts.

| exit code | meaning |
| --- | --- |
| 0 | done |
| 1 | the result is a failure: a run failed, a file is invalid |
| 2 | wrong usage or input that was not accepted |
| 3 | not signed in, or denied by permission or policy |
| 4 | not found |
| 5 | conflict with what exists |
| 6 | the server or something it needs is not available |
| 130 | interrupted |

Commands that start a run follow it to its end; `--no-wait` prints `{"id": string}` at once. With `--plan` nothing is
changed and `-o json` prints `{"plan": {"actions": [{"action": string, "subject": string, "reason": string}]}}`.

In the shapes below `?` marks a field that may be absent, `…` an object the API document describes further.

)";

}  // namespace

bj::value json_schema_of(const cli::Command& command, const OpenapiDocument& document) {
  if (command.json_shape.empty()) return nullptr;
  if (command.json_shape.starts_with('{')) return document.closed(json::parse(command.json_shape).value());
  return document.closed(bj::object{{"$ref", "#/components/schemas/" + command.json_shape}});
}

std::string cli_reference(const std::vector<cli::Command>& commands, const OpenapiDocument& document) {
  std::string out = introduction, noun;
  std::map<std::string, std::string> shown;
  for (const cli::Command& command : commands) {
    const auto words = split(command.words, ' ');
    const std::string group = words.size() > 1 ? words.front() : "Single verbs";
    if (words.size() > 1) continue;
    if (group != noun) out += "## " + group + "\n\n";
    noun = group;
    out += section(command, document, shown);
  }
  std::vector<std::string> nouns;
  for (const cli::Command& command : commands)
    if (const auto words = split(command.words, ' ');
        words.size() > 1 && std::find(nouns.begin(), nouns.end(), words.front()) == nouns.end())
      nouns.push_back(words.front());
  std::sort(nouns.begin(), nouns.end());
  for (const std::string& each : nouns) {
    out += "## " + each + "\n\n";
    for (const cli::Command& command : commands)
      if (command.words.starts_with(each + " ")) out += section(command, document, shown);
  }
  while (out.ends_with("\n\n")) out.pop_back();
  return out;
}

}  // namespace towpath::testing
