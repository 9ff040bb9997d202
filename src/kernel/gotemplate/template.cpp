#include "gotemplate/template.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/clip.h"
#include "call.h"
#include "interpreter.h"
#include "parser.h"

namespace towpath::gotemplate {
namespace {

constexpr std::size_t longest_quote = 80;

/// The action around a place, on one line.
std::string action_at(std::string_view source, std::size_t at) {
  const auto open = source.rfind("{{", at);
  if (open == std::string_view::npos) return "";
  const auto close = source.find("}}", open);
  const std::string_view whole =
      source.substr(open, close == std::string_view::npos ? std::string_view::npos : close + 2 - open);
  std::string out(clipped(whole, longest_quote));
  std::replace(out.begin(), out.end(), '\n', ' ');
  return out.size() < whole.size() ? out + "..." : out;
}

Error located(const Error& error, std::string_view source, const std::string& file, std::size_t at) {
  at = std::min(at, source.size());
  const auto before = source.substr(0, at);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const auto start = before.rfind('\n') + 1;  // npos + 1 is 0
  const auto column = std::count_if(before.begin() + static_cast<std::ptrdiff_t>(start), before.end(),
                                    [](char c) { return (c & 0xC0) != 0x80; }) +
                      1;
  const std::string action = action_at(source, at);
  Error out(error.kind(), error.code(),
            fmt::format("{}:{}:{}: {}{}", file, line, column, error.message(),
                        action.empty() ? "" : fmt::format(", in {}", action)));
  return std::move(out).with_hint(error.hint());
}

}  // namespace

struct Template::Parsed {
  std::string text, file_name;
  ast::File file;
};

Template::Template(std::unique_ptr<const Parsed> parsed) : parsed_(std::move(parsed)) {}
Template::Template(Template&&) noexcept = default;
Template& Template::operator=(Template&&) noexcept = default;
Template::~Template() = default;

Result<Template> Template::parse(std::string text, std::string file_name, const Environment& environment) {
  auto parsed = std::make_unique<Parsed>();
  parsed->text = std::move(text);
  parsed->file_name = std::move(file_name);
  const auto is_function = [&](std::string_view name) {
    return environment.functions.contains(name) || find_builtin(name) != nullptr;
  };
  std::size_t failed_at = 0;
  auto file = parse_file(parsed->text, is_function, environment.limits, failed_at);
  if (!file.has_value()) return located(file.error(), parsed->text, parsed->file_name, failed_at);
  parsed->file = std::move(file).value();
  return Template(std::move(parsed));
}

Result<std::string> Template::render(const Value& data, const Environment& environment) const {
  Interpreter interpreter(parsed_->file, environment);
  auto out = interpreter.run(data);
  if (!out.has_value()) return located(out.error(), parsed_->text, parsed_->file_name, interpreter.failed_at());
  return out;
}

}  // namespace towpath::gotemplate
