// Writes rows and prints each row's number when its write is acknowledged, until it is killed. The test beside it kills
// it and looks for every acknowledged row. Arguments: database url, "full" or "normal".
#include <unistd.h>

#include <atomic>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "db/db.h"

namespace {

void acknowledge(int number) {
  const std::string line = std::to_string(number) + "\n";
  // One write() of a short line to a pipe is never torn.
  if (::write(STDOUT_FILENO, line.data(), line.size()) < 0) ::_exit(3);
}

}  // namespace

int main(int, char** argv) {
  using namespace towpath;
  auto db =
      db::Db::open({.url = argv[1],
                    .durability = std::string_view(argv[2]) == "full" ? db::Durability::full : db::Durability::normal})
          .value();
  static std::atomic<int> next = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      while (true) {
        const int number = ++next;
        const auto result = db->transact([&](db::Tx& tx) -> Status {
          tx.exec("INSERT INTO things (id, n) VALUES (?, ?)",
                  {std::to_string(::getpid()) + "-" + std::to_string(number), number});
          if (number % 7 == 0) return conflict("test.no", "No.");  // Neighbours that fail must not matter.
          return ok();
        });
        if (result) acknowledge(number);
      }
    });
  for (auto& thread : threads) thread.join();
}
