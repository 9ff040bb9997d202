#include "typed_line.h"

#include <doctest/doctest.h>
#include <stdio.h>
#include <sys/wait.h>

#include <array>
#include <fstream>
#include <iterator>

#include "db/testing/databases.h"
#include "support/test_paths.h"

namespace towpath::testing {

namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

Finished type(const std::string& line, const Api& who) {
  static const db::testing::TemporaryFolder home;
  const std::string script = home.path() + "/line.sh", errors = home.path() + "/errors";
  std::ofstream(script) << "export HOME='" << home.path() << "' XDG_CONFIG_HOME='" << home.path() << "' PATH='"
                        << program().parent_path().string() << "':\"$PATH\" KEY=value NO_COLOR=1\n"
                        << "export TOWPATH_URL='" << who.url() << "' TOWPATH_TOKEN='" << who.token().reveal() << "'\n"
                        << "cd '" << home.path() << "'\n"
                        << line << "\n";
  Finished finished;
  FILE* pipe = ::popen(("sh '" + script + "' 2>'" + errors + "' </dev/null").c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::array<char, 4096> buffer;
  for (std::size_t n = 0; (n = ::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
    finished.out.append(buffer.data(), n);
  const int status = ::pclose(pipe);
  finished.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  finished.err = text_of(errors);
  return finished;
}

}  // namespace towpath::testing
