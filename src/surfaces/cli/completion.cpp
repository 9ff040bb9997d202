#include "completion.h"

#include <fmt/core.h>

#include <map>
#include <set>

#include "base/product.h"
#include "base/strings.h"

namespace towpath::cli {

std::string bash_completion(const std::vector<Command>& commands) {
  std::map<std::string, std::set<std::string>> after;  // words typed so far -> what may follow
  for (const Command& command : commands) {
    std::string typed;
    for (const std::string& word : split(command.words, ' ')) {
      after[typed].insert(word);
      typed += (typed.empty() ? "" : " ") + word;
    }
    for (const Option& option : command.options)
      for (const std::string& name : split(option.name, ',')) after[typed].insert(name);
    after[typed].insert("--output");
  }
  std::string cases;
  for (const auto& [typed, next] : after)
    cases += fmt::format("    \"{}\") words=\"{}\" ;;\n", typed,
                         join(std::vector<std::string>(next.begin(), next.end()), " "));
  return fmt::format(R"(# bash completion for {0}; load it with: source <({0} completion bash)
_{0}() {{
  local typed="" words="" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    [[ ${{COMP_WORDS[i]}} == -* ]] || typed="${{typed:+$typed }}${{COMP_WORDS[i]}}"
  done
  while :; do
    case "$typed" in
{1}    esac
    [[ -n $words || $typed != *" "* ]] && break
    typed="${{typed% *}}"
  done
  COMPREPLY=($(compgen -W "$words" -- "${{COMP_WORDS[COMP_CWORD]}}"))
}}
complete -F _{0} {0}
)",
                     product::binary, cases);
}

}  // namespace towpath::cli
