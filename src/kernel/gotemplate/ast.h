#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace towpath::gotemplate::ast {

/// What stands where a value can stand. `fields` are the names after it: `.a.b`, `$x.a`, `(pipe).a`.
struct Operand {
  enum class Kind { dot, nil, boolean, integer, number, string, variable, function, pipeline };
  Kind kind = Kind::dot;
  std::size_t at = 0;  ///< Byte offset in the source, as everywhere here.
  bool boolean = false;
  std::int64_t integer = 0;
  double number = 0;
  std::string text;  ///< String; name of a variable (with its dollar sign) or function.
  std::unique_ptr<struct Pipeline> pipeline;
  std::vector<std::string> fields;
};

/// A function or value and its arguments.
struct Command {
  std::size_t at = 0;
  std::vector<Operand> operands;
};

/// Commands, each getting the result of the one before as its last argument.
struct Pipeline {
  std::size_t at = 0;
  std::vector<std::string> variables;  ///< Set to the result; at most two, and two only for range.
  bool is_assignment = false;          ///< `=` and not `:=`
  std::vector<Command> commands;
};

struct Node {
  enum class Kind { text, action, branch_if, branch_with, range, call, break_loop, continue_loop };
  Kind kind = Kind::text;
  std::size_t at = 0;
  std::string text;        ///< Of a text; name of the template for a call.
  bool has_value = false;  ///< A call with an argument.
  Pipeline pipeline;
  std::vector<Node> body, otherwise;
};

using Body = std::vector<Node>;

/// A text with all templates it defines.
struct File {
  Body main;
  std::map<std::string, Body, std::less<>> defined;
};

}  // namespace towpath::gotemplate::ast
