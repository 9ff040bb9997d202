#include "template/template.h"

#include <algorithm>

#include "copying.h"
#include "interpreter.h"
#include "template_parser.h"
#include "unicode.h"

namespace towpath::tmpl {

struct Template::Parsed {
  std::string text;
  std::string file_name;
  Options options;
  ast::Body body;
  bool may_mutate = false;
};

namespace {

constexpr std::size_t longest_quote = 100;  // characters of the line in a message

// Byte length of the first `count` characters.
std::size_t characters(std::string_view text, std::size_t count) {
  std::size_t at = 0;
  while (at < text.size() && count-- > 0) do {
      ++at;
    } while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80);
  return at;
}

// "file:line:column: what: the line".
Error located(const Error& error, std::string_view text, const std::string& file_name, std::size_t at) {
  at = std::min(at, text.size());
  const std::size_t start = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;  // npos + 1 is 0
  std::string_view line = text.substr(start, text.find('\n', start) - start);
  const auto number = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(start), '\n');
  const std::string_view before = line.substr(0, at - start);
  const auto column = 1 + std::count_if(before.begin(), before.end(),
                                        [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
  // Of a long line, what lies around the place.
  if (line.size() > longest_quote && before.size() > longest_quote / 2)
    line.remove_prefix(characters(
        line,
        static_cast<std::size_t>(column) - std::min<std::size_t>(static_cast<std::size_t>(column), longest_quote / 2)));
  line = trim_both(line.substr(0, characters(line, longest_quote)));
  std::string message =
      file_name + ':' + std::to_string(number) + ':' + std::to_string(column) + ": " + error.message();
  if (!line.empty()) message += ": " + std::string(line);
  return Error(ErrorKind::invalid_input, error.code(), std::move(message)).with_hint(error.hint());
}

}  // namespace

Template::Template(std::unique_ptr<const Parsed> parsed) : parsed_(std::move(parsed)) {}
Template::Template(Template&&) noexcept = default;
Template& Template::operator=(Template&&) noexcept = default;
Template::~Template() = default;

Result<Template> Template::parse(std::string text, std::string file_name, const Options& options) {
  auto parsed = std::make_unique<Parsed>();
  parsed->text = std::move(text);
  parsed->file_name = std::move(file_name);
  parsed->options = options;
  ParseState state{parsed->options.limits};
  auto body = parse_template(parsed->text, parsed->options, state);
  if (!body) return located(body.error(), parsed->text, parsed->file_name, state.failed_at);
  parsed->body = std::move(*body);
  parsed->may_mutate = state.may_mutate;
  return Template(std::move(parsed));
}

Result<std::string> Template::render(const Object& context, const Environment& environment) const {
  const Object copy = parsed_->may_mutate ? copied(context) : Object();
  Interpreter interpreter(parsed_->may_mutate ? copy : context, environment, parsed_->options);
  std::string out;
  out.reserve(parsed_->text.size());
  Status status = interpreter.run(parsed_->body, out);
  if (!status) return located(status.error(), parsed_->text, parsed_->file_name, interpreter.failed_at());
  return well_formed(std::move(out));
}

Result<Value> Template::evaluate(const Object& context, const Environment& environment) const {
  const ast::Body& body = parsed_->body;
  const auto* sole = body.size() == 1 ? std::get_if<ast::Output>(&body[0]->as) : nullptr;
  if (!sole) {
    TRY(std::string text, render(context, environment));
    return Value(std::move(text));
  }
  const Object copy = parsed_->may_mutate ? copied(context) : Object();
  Interpreter interpreter(parsed_->may_mutate ? copy : context, environment, parsed_->options);
  auto value = interpreter.evaluate(*sole->expression);
  if (!value) return located(value.error(), parsed_->text, parsed_->file_name, interpreter.failed_at());
  if (const RegexBody* regex = value->as_regex()) return Value(regex->text());
  return value;
}

bool Template::is_plain_text() const {
  return std::all_of(parsed_->body.begin(), parsed_->body.end(),
                     [](const auto& statement) { return std::holds_alternative<ast::Text>(statement->as); });
}

Result<Value> evaluate(std::string text, std::string file_name, const Object& context, const Environment& environment,
                       const Options& options) {
  TRY(const Template parsed, Template::parse(std::move(text), std::move(file_name), options));
  return parsed.evaluate(context, environment);
}

}  // namespace towpath::tmpl
