#include "pipelines/step_script.h"

#include "base/strings.h"

namespace towpath::pipelines {
namespace {

constexpr std::string_view placeholder = "{0}";

Error invalid(std::string message, std::string hint) {
  return invalid_input("pipelines.invalid_shell", std::move(message)).with_hint(std::move(hint));
}

// Words of a command line; quotes of either kind hold blanks together.
std::vector<std::string> split_words(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  char quote = 0;
  bool has_word = false;
  for (const char c : text) {
    if (quote != 0 ? c == quote : (c == '"' || c == '\'')) {
      quote = quote != 0 ? 0 : c;
      has_word = true;
    } else if (quote == 0 && (c == ' ' || c == '\t')) {
      if (has_word) words.push_back(std::move(word));
      word.clear();
      has_word = false;
    } else {
      word += c;
      has_word = true;
    }
  }
  if (has_word) words.push_back(std::move(word));
  return words;
}

std::string base_name(std::string_view path) { return std::string(path.substr(path.rfind('/') + 1)); }

}  // namespace

Result<StepShell> resolve_shell(const std::optional<std::string>& given, bool has_bash) {
  if (!given) {
    const std::string name = has_bash ? "bash" : "sh";
    return StepShell{name, {name, "-e", "{0}"}, ".sh"};
  }
  const std::string text(trim(*given));
  const std::string name = to_lower(text);
  if (name == "bash") return StepShell{name, {"bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "{0}"}, ".sh"};
  if (name == "sh") return StepShell{name, {"sh", "-e", "{0}"}, ".sh"};
  if (name == "python") return StepShell{name, {"python", "{0}"}, ".py"};
  if (name == "pwsh") return StepShell{name, {"pwsh", "-command", ". '{0}'"}, ".ps1"};
  if (name == "cmd" || name == "powershell") return invalid("the shell '" + name + "' exists on Windows only", "");
  if (text.find(placeholder) == std::string::npos) {
    return invalid("unknown shell '" + text + "'",
                   "bash, sh, python, pwsh, or a command line with {0} for the script, such as 'perl {0}'");
  }
  std::vector<std::string> words = split_words(text);
  if (words.front().find(placeholder) != std::string::npos) {
    return invalid("the shell '" + text + "' has no program", "name a program before {0}, such as 'perl {0}'");
  }
  std::string program = base_name(words.front());
  return StepShell{std::move(program), std::move(words), ""};
}

std::vector<std::string> command_line(const StepShell& shell, std::string_view script_path) {
  std::vector<std::string> out;
  for (const std::string& argument : shell.arguments) {
    // PowerShell takes the path inside a quoted text.
    const std::string path = shell.name == "pwsh" ? replace_all(script_path, "'", "''") : std::string(script_path);
    out.push_back(replace_all(argument, placeholder, path));
  }
  return out;
}

std::string prepare_script(const StepShell& shell, std::string_view text) {
  std::string script = replace_all(text, "\r\n", "\n");
  if (shell.name == "pwsh") {
    script = "$ErrorActionPreference = 'stop'\n" + script +
             "\nif ((Test-Path -LiteralPath variable:\\LASTEXITCODE)) { exit $LASTEXITCODE }";
  }
  if (!script.ends_with('\n')) script += '\n';
  return script;
}

std::string title_of_script(std::string_view text) {
  const std::string_view script = trim(text);
  return "Run " + std::string(trim(script.substr(0, script.find('\n'))));
}

}  // namespace towpath::pipelines
