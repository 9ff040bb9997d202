#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/strings.h"
#include "commands.h"
#include "support/test_paths.h"
#include "typed_line.h"

using namespace towpath;
using namespace towpath::testing;
namespace fs = std::filesystem;

namespace {

const cli::Command* command_of(const std::vector<cli::Command>& all, const std::vector<std::string>& words) {
  for (const std::size_t count : {2U, 1U})
    for (const cli::Command& command : all)
      if (words.size() >= count &&
          command.words == join(std::vector<std::string>(words.begin(), words.begin() + count), " "))
        return &command;
  return nullptr;
}

std::set<std::string> options_of(const cli::Command& command) {
  std::set<std::string> out{"--help", "-h", "--output", "-o"};
  for (const cli::Option& option : command.options)
    for (const std::string& name : split(option.name, ',')) out.insert(name);
  return out;
}

bool is_option(const std::string& word) {
  return word.size() > 1 && word[0] == '-' && word != "--" &&
         word.find_first_not_of("-abcdefghijklmnopqrstuvwxyz") == std::string::npos;
}

/// What is written after each "towpath " that begins a line or follows a pipe.
std::vector<std::string> typed_in(const std::string& page) {
  std::vector<std::string> out;
  for (const std::string& line : split(page, '\n'))
    for (const std::string& part : split(line.substr(0, line.find(" #")), '|'))
      if (const std::string typed(trim(part)); typed.starts_with("towpath ")) out.push_back(typed.substr(8));
  return out;
}

}  // namespace

TEST_CASE("every command that README and manual type exists, with each of its options") {
  const auto all = app::all_commands();
  std::vector<fs::path> pages{source_folder() / "README.md"};
  for (const auto& entry : fs::directory_iterator(source_folder() / "docs/manual/docs"))
    if (entry.path().extension() == ".md" && entry.path().filename() != "cli.md") pages.push_back(entry.path());
  int checked = 0;
  for (const fs::path& page : pages) {
    CAPTURE(page.filename().string());
    for (const std::string& typed : typed_in(text_of(page))) {
      CAPTURE(typed);
      if (typed.starts_with("-")) continue;  // --help, --version
      const auto words = split(typed, ' ');
      const cli::Command* command = command_of(all, words);
      CHECK_MESSAGE(command, "there is no such command");
      if (!command) continue;
      const auto options = options_of(*command);
      for (const std::string& word : words) {
        if (word == "--") break;  // what follows is another program's
        if (is_option(word)) CHECK_MESSAGE(options.contains(word), word, " is no option of ", command->words);
      }
      ++checked;
    }
  }
  CHECK(checked > 150);
}
