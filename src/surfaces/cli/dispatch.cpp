#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json.hpp>
#include <memory>
#include <ostream>
#include <set>

#include "base/product.h"
#include "base/strings.h"
#include "base/version.h"
#include "cli/command.h"
#include "completion.h"

namespace towpath::cli {
namespace {

constexpr int max_operands = 10'000;

/// One declared command with the places the parser writes to.
struct Bound {
  const Command* command = nullptr;
  CLI::App* app = nullptr;
  std::map<std::string, std::vector<std::string>> texts;
  std::map<std::string, int> switches;
};

std::string long_name(const std::string& names) {
  const auto comma = names.rfind(',');
  return comma == std::string::npos ? names : names.substr(comma + 1);
}

/// The sub-parser for "run list", made with its parents.
CLI::App* reach(CLI::App& root, const Command& command) {
  CLI::App* at = &root;
  const auto words = split(command.words, ' ');
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto named = at->get_subcommands([&](const CLI::App* sub) { return sub->get_name() == words[i]; });
    CLI::App* next = named.empty() ? nullptr : named.front();
    if (!next) {
      next = at->add_subcommand(words[i], "");
      next->require_subcommand(0, 1);  // a text of words may name a command, too
    }
    at = next;
  }
  return at;
}

/// A noun is described by its verbs.
void describe_nouns(CLI::App& root) {
  for (CLI::App* noun : root.get_subcommands({})) {
    std::vector<std::string> verbs;
    for (const CLI::App* verb : noun->get_subcommands({})) verbs.push_back(verb->get_name());
    if (noun->get_description().empty()) noun->description(join(verbs, ", "));
  }
}

void declare(Bound& bound, std::string& format) {
  const Command& command = *bound.command;
  bound.app->description(command.summary);
  if (!command.example.empty()) bound.app->footer("Example:\n  " + replace_all(command.example, "\n", "\n  "));
  for (const Operand& operand : command.operands) {
    CLI::Option* option = bound.app->add_option(operand.name, bound.texts[operand.name], operand.help);
    if (operand.is_many)
      option->expected(1, max_operands);  // with 0 nothing behind "--" would be taken for it; it may still be absent
    else
      option->expected(1)->allow_extra_args(false);
    if (operand.is_required) option->required();
  }
  for (const Option& option : command.options) {
    const std::string name = long_name(option.name);
    if (option.value.empty())
      bound.app->add_flag(option.name, bound.switches[name], option.help);
    else
      bound.app->add_option(option.name, bound.texts[name], option.help)
          ->type_name(option.value)
          ->allow_extra_args(false);
  }
  bound.app->add_option("-o,--output", format, "How to print: table, json or name")
      ->check(CLI::IsMember({"table", "json", "name"}))
      ->type_name("FORMAT");
}

Arguments collect(const Bound& bound) {
  Arguments out;
  for (const auto& [name, values] : bound.texts)
    if (!values.empty()) out.values[name] = values;
  for (const auto& [name, count] : bound.switches)
    if (count > 0) out.values[name] = {"true"};
  return out;
}

/// "towpath run list"
std::string words_of(const CLI::App& app) {
  const CLI::App* parent = app.get_parent();
  return parent ? words_of(*parent) + " " + app.get_name() : app.get_name();
}

int usage_error(const std::string& message, const std::string& hint, Io& io) {
  io.err << "error: " << message << "\n";
  if (!hint.empty()) io.err << "hint:  " << hint << "\n";
  return 2;
}

/// A word that names no command: offers the nearest one.
int unknown_command(const std::vector<Command>& commands, const std::vector<std::string>& arguments, Io& io) {
  std::vector<std::string> typed;
  for (const std::string& argument : arguments) {
    if (argument.starts_with("-")) break;
    typed.push_back(argument);
    if (typed.size() == 2) break;
  }
  std::vector<std::string> known;
  std::set<std::string> first_words;
  for (const Command& command : commands) {
    known.push_back(command.words);
    first_words.insert(split(command.words, ' ').front());
  }
  known.insert(known.end(), first_words.begin(), first_words.end());
  const std::string words = join(typed, " ");
  if (words.starts_with("help"))
    return usage_error(fmt::format("'{}' is not a {} command.", words, product::binary),
                       fmt::format("See them with: {0} --help, and one with: {0} {1} --help", product::binary,
                                   typed.size() > 1 ? typed[1] : "COMMAND"),
                       io);
  auto near = nearest(words, known);
  if (!near && !typed.empty())
    near = nearest(typed.front(), std::vector<std::string>(first_words.begin(), first_words.end()));
  return usage_error(fmt::format("'{}' is not a {} command.", words, product::binary),
                     near ? fmt::format("Did you mean: {} {}", product::binary, *near)
                          : fmt::format("See them with: {} --help", product::binary),
                     io);
}

/// A hint for an option that does not exist: the nearest one that does, or where to look.
std::string hint_for(const CLI::App& at, const std::vector<std::string>& arguments, const std::string& help) {
  std::vector<std::string> known;
  for (const CLI::Option* option : at.get_options())
    for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
  for (const std::string& argument : arguments) {
    const std::string name = argument.substr(0, argument.find('='));
    if (!name.starts_with("--") || std::find(known.begin(), known.end(), name) != known.end()) continue;
    if (const auto near = nearest(name, known)) return fmt::format("Did you mean: {}", *near);
  }
  return help;
}

/// The deepest sub-parser that was reached.
CLI::App* deepest(CLI::App* app) {
  while (!app->get_subcommands().empty()) app = app->get_subcommands().front();
  return app;
}

}  // namespace

int exit_code(const Error& error) {
  switch (error.kind()) {
    case ErrorKind::invalid_input:
      return 2;
    case ErrorKind::unauthenticated:
    case ErrorKind::forbidden:
      return 3;
    case ErrorKind::not_found:
      return 4;
    case ErrorKind::conflict:
      return 5;
    case ErrorKind::unavailable:
      return 6;
    case ErrorKind::failed:
      return 1;
  }
  return 1;
}

void print_error(const Error& error, Io& io, Format format) {
  if (format == Format::json) {
    boost::json::array fields;
    for (const FieldError& field : error.fields())
      fields.push_back(boost::json::object{{"pointer", field.path}, {"detail", field.message}});
    io.err << boost::json::serialize(boost::json::object{{"code", error.code()},
                                                         {"detail", error.message()},
                                                         {"hint", error.hint()},
                                                         {"errors", std::move(fields)}})
           << "\n";
    return;
  }
  io.err << "error: " << error.message() << " [" << error.code() << "]\n";
  // What a guardrail decided is no field: it is where to read on.
  const auto decision = std::find_if(error.fields().begin(), error.fields().end(),
                                     [](const FieldError& field) { return field.path == "/decision"; });
  for (const FieldError& field : error.fields())
    if (field.path != "/decision")
      io.err << "       " << (field.path.empty() ? "/" : field.path) << ": " << field.message << "\n";
  if (!error.hint().empty()) io.err << "hint:  " << error.hint() << "\n";
  if (decision != error.fields().end()) io.err << fmt::format("why:   {} why {}\n", product::binary, decision->message);
}

int run(const std::vector<Command>& commands, const std::vector<std::string>& arguments, Io& io) {
  CLI::App root{fmt::format("{}: the internal developer platform in one binary", product::name),
                std::string(product::binary)};
  root.set_version_flag("--version", fmt::format("{} {} ({})", product::binary, version(), build_commit()));
  root.require_subcommand(0, 1);
  std::vector<std::unique_ptr<Bound>> bound;
  std::string format_text = "table";
  for (const Command& command : commands) {
    bound.push_back(std::make_unique<Bound>());
    bound.back()->command = &command;
    bound.back()->app = reach(root, command);
    declare(*bound.back(), format_text);
  }
  describe_nouns(root);
  // Last: commands have the footer that stood when they were made.
  root.footer(
      fmt::format("Start here:\n  {} up        starts a server\n  {} new       makes a service from a golden path\n",
                  product::binary, product::binary));
  if (arguments.size() >= 2 && arguments[0] == "completion" && arguments[1] == "bash") {
    io.out << bash_completion(commands);
    return 0;
  }
  if (arguments.empty()) {
    io.out << root.help();
    return 0;
  }
  try {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    root.parse(reversed);
  } catch (const CLI::CallForHelp&) {
    io.out << root.help();  // of the command that was named
    return 0;
  } catch (const CLI::CallForVersion& e) {
    io.out << e.what() << "\n";
    return 0;
  } catch (const CLI::ParseError& e) {  // the parser reports wrong usage by throwing
    CLI::App* at = deepest(&root);
    if (at == &root && !arguments.front().starts_with("-")) return unknown_command(commands, arguments, io);
    return usage_error(e.what(), hint_for(*at, arguments, fmt::format("See: {} --help", words_of(*at))), io);
  }
  CLI::App* chosen = deepest(&root);
  const auto found = std::find_if(bound.begin(), bound.end(), [&](const auto& b) { return b->app == chosen; });
  if (found == bound.end()) {  // a noun without its verb
    if (!chosen->remaining().empty()) return unknown_command(commands, arguments, io);
    io.out << root.help();
    return 2;
  }
  const Arguments args = collect(**found);
  const Format format = format_text == "json" ? Format::json : format_text == "name" ? Format::name : Format::table;
  Invocation invocation{args, io, format};
  const auto result = (*found)->command->run(invocation);
  if (result.has_value()) return result.value();
  print_error(result.error(), io, format);
  return exit_code(result.error());
}

}  // namespace towpath::cli
