#include <doctest/doctest.h>

#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "log/log.h"

using namespace towpath;

namespace {

/// Collects lines while it lives.
class Capture {
 public:
  explicit Capture(log::Level lowest, log::Format format) {
    log::configure(lowest, format, [this](std::string_view line) {
      const std::lock_guard lock(mutex_);
      lines_.emplace_back(line);
    });
  }
  ~Capture() { log::configure(log::Level::info, log::Format::text); }
  std::vector<std::string> lines() {
    const std::lock_guard lock(mutex_);
    return lines_;
  }
  /// The only line, after its time stamp.
  std::string line() {
    const auto all = lines();
    REQUIRE(all.size() == 1);
    const auto& only = all[0];
    const auto at = only.starts_with('{') ? only.find(",\"level\"") : only.find(' ');
    return only.substr(at + 1);
  }

 private:
  std::mutex mutex_;  // guards lines_
  std::vector<std::string> lines_;
};

}  // namespace

TEST_CASE("a json line is one object with message, level and fields in order") {
  Capture capture(log::Level::info, log::Format::json);

  log::info("run finished", {{"run", "01J"}, {"ms", 12}, {"share", 0.5}, {"ok", true}});

  CHECK(capture.line() == R"("level":"info","message":"run finished","run":"01J","ms":12,"share":0.5,"ok":true})");
}

TEST_CASE("control characters and bytes that are not UTF-8 cannot break a line") {
  Capture capture(log::Level::info, log::Format::json);

  log::warn("odd\nmessage", {{"value", std::string_view("a\"\\\x01\xff", 5)}});

  CHECK(capture.line() == R"("level":"warn","message":"odd\nmessage","value":"a\"\\\u0001\u00ff"})");
}

TEST_CASE("a text line quotes only what is not one word") {
  Capture capture(log::Level::debug, log::Format::text);

  log::error("disk is full", {{"path", "/data"}, {"left", "3 kB"}, {"none", ""}});

  CHECK(capture.line() == R"(error disk is full  path=/data  left="3 kB"  none="")");
}

TEST_CASE("lines below the lowest level are not written") {
  Capture capture(log::Level::warn, log::Format::json);

  log::info("chatter");
  log::debug("more chatter");

  CHECK(capture.lines().empty());
  CHECK_FALSE(log::is_enabled(log::Level::info));
}

TEST_CASE("a context adds its field to every line of its thread while it lives") {
  Capture capture(log::Level::info, log::Format::json);
  {
    const log::Context request("request", "r1");
    const log::Context run("run", "u1");
    log::info("inside");
    std::thread([] { log::info("other thread"); }).join();
  }
  log::info("outside");

  const auto lines = capture.lines();
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].ends_with(R"("message":"inside","request":"r1","run":"u1"})"));
  CHECK(lines[1].ends_with(R"("message":"other thread"})"));
  CHECK(lines[2].ends_with(R"("message":"outside"})"));
}
