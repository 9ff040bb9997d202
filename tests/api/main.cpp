#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string_view>

#include "db/testing/databases.h"
#include "log/log.h"
#include "test_server.h"

int main(int argc, char** argv) {
  using namespace towpath;
  std::signal(SIGPIPE, SIG_IGN);  // as the server's own main does
  log::configure(log::Level::warn, log::Format::text);
  const char* engine = std::getenv("API_TESTS_ENGINE");
  if (engine && std::string_view(engine) == "postgres" && !db::testing::new_postgres_database()) {
    std::cerr << "skipped: the PostgreSQL server programs are not installed\n";
    return 77;  // CTest's SKIP_RETURN_CODE
  }
  doctest::Context context(argc, argv);
  const int result = context.run();
  testing::TestServer::close();
  return result;
}
