#include <fmt/format.h>

#include "base/strings.h"
#include "config/config.h"

namespace towpath::config {
namespace {

std::string_view type_name(Type type) {
  switch (type) {
    case Type::text:
      return "text";
    case Type::integer:
      return "integer";
    case Type::boolean:
      return "boolean";
    case Type::duration:
      return "duration";
    case Type::size:
      return "size";
    case Type::secret:
      return "secret";
  }
  return "text";
}

std::string type_cell(const Setting& setting) {
  if (!setting.choices.empty()) return join(setting.choices, ", ");
  std::string out(type_name(setting.type));
  if (!setting.unit.empty()) out += fmt::format(" ({})", setting.unit);
  return out;
}

}  // namespace

std::string reference_page(const std::vector<Setting>& settings) {
  std::string out =
      "# Settings\n\nPrecedence: flag, then environment, then file, then default. A name with dots is nested keys in "
      "the "
      "file.\n\n| Name | Flag | Environment | Type | Default | Restart | Meaning |\n|---|---|---|---|---|---|---|\n";
  for (const Setting& setting : settings)
    out += fmt::format("| `{}` | `--{}` | `{}` | {} | {} | {} | {} |\n", setting.name, flag_name(setting.name),
                       variable_name(setting.name), type_cell(setting),
                       setting.default_value.empty() ? "none" : "`" + setting.default_value + "`",
                       setting.needs_restart ? "yes" : "no", replace_all(setting.description, "|", "\\|"));
  return out;
}

}  // namespace towpath::config
