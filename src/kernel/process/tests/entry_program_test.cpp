#include "process/entry_program.h"

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/stat.h>

#include "process/spawner.h"
#include "scratch.h"

using namespace towpath;
using namespace towpath::process;

namespace {

/// The entry program with a file of variables, as a container begins.
struct Beginning {
  Beginning() {
    SpawnerOptions options;
    options.data_directory = scratch.path() / "data";
    spawner = start_spawner(options).value();
    const auto written = write_entry_program(entry);
    REQUIRE_MESSAGE(written.has_value(), (written ? "" : written.error().message()));
  }

  Output run(const std::string& variables, const std::vector<std::string>& words, const std::string& seconds = "0") {
    std::ofstream(file, std::ios::binary) << variables;
    Command command;
    command.argv = {entry.string(), "enter", file.string(), seconds};
    command.argv.insert(command.argv.end(), words.begin(), words.end());
    command.env = {{"INHERITED", "yes"}};
    return spawner->run_tool(command).value();
  }

  Scratch scratch;
  std::filesystem::path entry = scratch.path() / "entry", file = scratch.path() / "variables";
  std::unique_ptr<Spawner> spawner;
};

const std::string path("PATH=/usr/bin:/bin\0", 19);

}  // namespace

TEST_CASE("the entry program becomes a program with the variables of its file and no others") {
  Beginning beginning;

  const auto output = beginning.run(path + std::string("TEXT=two\nlines = \"both\"\0", 24), {"env", "-0"});

  CHECK(output.exit.is_success());
  CHECK(output.out == path + std::string("TEXT=two\nlines = \"both\"\0", 24));
}

TEST_CASE("the entry program says why it cannot become a program") {
  Beginning beginning;

  const auto absent = beginning.run(path, {"no-such-program"});
  CHECK(absent.exit.code == 127);
  CHECK(absent.err == "no-such-program: No such file or directory\n");
  const auto empty = beginning.run("", {"env"});
  CHECK(empty.exit.code == 126);
  CHECK(empty.err.find("no variables") != std::string::npos);
}

TEST_CASE("the entry program's time ends what it became") {
  Beginning beginning;

  CHECK(beginning.run(path, {"sleep", "60"}, "1").exit.signal == SIGALRM);
}

TEST_CASE("the entry program is written once, for everybody to run") {
  Beginning beginning;
  struct stat before {
  }, after{};
  stat(beginning.entry.c_str(), &before);

  REQUIRE(write_entry_program(beginning.entry).has_value());

  stat(beginning.entry.c_str(), &after);
  CHECK((after.st_mode & 07777) == 0555);
  CHECK(after.st_ino == before.st_ino);
  CHECK_FALSE(write_entry_program(beginning.scratch.path() / "no" / "such" / "folder").has_value());
}
