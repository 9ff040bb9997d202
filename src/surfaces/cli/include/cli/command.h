#pragma once

#include <functional>
#include <iosfwd>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace towpath::cli {

enum class Format { table, json, name };

/// Where a command talks: `out` is data (pipe-able), `err` is everything for humans.
struct Io {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  bool is_terminal = false;  ///< Standard input and error are terminals: progress may move, questions may be asked.
  bool use_color = false;
};

struct Option {
  std::string name;   ///< "--owner"; with a short form "-f,--follow".
  std::string value;  ///< "REF" for one that takes a value, "" for a switch.
  std::string help;
};

struct Operand {
  std::string name;
  std::string help;
  bool is_required = true;
  bool is_many = false;
};

/// What was typed, by declared name ("--owner", "name").
class Arguments {
 public:
  std::map<std::string, std::vector<std::string>> values;

  bool has(std::string_view name) const { return values.contains(std::string(name)); }
  /// The value, or "" when it was not given.
  std::string text(std::string_view name) const;
  std::vector<std::string> list(std::string_view name) const;
};

struct Invocation {
  const Arguments& args;
  Io& io;
  Format format = Format::table;
};

/// Exit codes: 0 done, 1 the result is a failure, 2 wrong usage, 3 denied, 4 not found, 5 conflict, 6 unavailable,
/// 130 interrupted.
struct Command {
  std::string words;    ///< "run list": noun first, or a daily verb alone.
  std::string summary;  ///< One line, shown in lists.
  std::string example;  ///< One line or more that work when pasted.
  std::vector<Operand> operands;
  std::vector<Option> options;
  /// Answers the exit code, or an Error that is printed with its code and hint and decides the exit code by its kind.
  std::function<Result<int>(Invocation&)> run;
  /// The operations of the API document it uses, the one that decides about rights first; empty for a command that asks
  /// no server. Its permission is that of the operation.
  std::vector<std::string> operations = {};
  /// What -o json prints: the name of a schema of the API document, or a JSON Schema; "" when it prints no JSON.
  std::string json_shape = {};
};

/// Runs the command named by `arguments` (without the program's name).
int run(const std::vector<Command>& commands, const std::vector<std::string>& arguments, Io& io);

/// Commands that talk to a server through its API.
std::vector<Command> api_commands();

/// The exit code for an Error.
int exit_code(const Error& error);

/// Prints message, code and hint, or one JSON problem when the format is json.
void print_error(const Error& error, Io& io, Format format);

}  // namespace towpath::cli
