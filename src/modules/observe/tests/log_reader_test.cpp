#include "log_reader.h"

#include <doctest/doctest.h>

#include <random>

#include "observe/testing/fake_ports.h"

namespace towpath::observe {
namespace {

using std::chrono::seconds;

const UtcTime start{seconds(1'700'000'000)};
const Place place{"shop", "shop", "production", "production", "group:default/payments"};

std::string id_of(int number) { return "01HZZZZZZZZZZZZZZZZZZZZZ" + std::to_string(10 + number); }

class Log {
 public:
  void begin(int instance, int at) {
    Workload w;
    w.place = place;
    w.instance_id = id_of(instance);
    workloads.run(w, start + seconds(at));
  }
  void end(int instance, int at) { workloads.end(id_of(instance), start + seconds(at)); }
  void write(int instance, int at, const std::string& text) {
    workloads.write(id_of(instance), {start + seconds(at), text, false});
  }
  LogPage backward(const std::optional<LogPoint>& to, std::size_t limit, const LogFilter& filter = {}) {
    const auto sources = workloads.log_sources(place);
    return LogReader(workloads, mask, sources, filter).backward(to, limit).value();
  }
  LogPage forward(const std::optional<LogPoint>& from, std::size_t limit, const LogFilter& filter = {}) {
    const auto sources = workloads.log_sources(place);
    return LogReader(workloads, mask, sources, filter).forward(from, limit).value();
  }
  LogPoint now() {
    const auto sources = workloads.log_sources(place);
    return LogReader(workloads, mask, sources, {}).end().value();
  }

  testing::FakeWorkloads workloads;
  testing::FakeMask mask;
};

std::vector<std::string> texts(const LogPage& page) {
  std::vector<std::string> out;
  for (const LogEntry& line : page.lines) out.push_back(line.text);
  return out;
}

/// A cursor as a client gets it and gives it back.
std::optional<LogPoint> over_the_wire(const LogPoint& point) {
  if (point.places.empty()) return std::nullopt;
  return LogPoint::parse(point.text()).value();
}

using Texts = std::vector<std::string>;

/// An old version, one that overlaps with it, and one that serves now.
class DeployedTwice : public Log {
 public:
  DeployedTwice() {
    begin(1, 0);
    for (int i : {0, 2, 4, 6}) write(1, i, "a" + std::to_string(i));
    begin(2, 5);
    for (int i : {5, 7, 9}) write(2, i, "b" + std::to_string(i));
    end(1, 8);
    begin(3, 100);
    write(3, 101, "c101");
    end(2, 102);
  }
};

const Texts everything{"a0", "a2", "a4", "b5", "a6", "b7", "b9", "c101"};

}  // namespace

TEST_CASE("lines of old and new instances come in the order of their time") {
  DeployedTwice log;

  CHECK(texts(log.backward({}, 100)) == everything);
  CHECK(texts(log.forward({}, 100)) == everything);
  CHECK(texts(log.backward({}, 3)) == Texts{"b7", "b9", "c101"});
  CHECK(texts(log.forward({}, 2)) == Texts{"a0", "a2"});
}

TEST_CASE("pages of any size, in either direction, give every line once") {
  DeployedTwice log;
  for (const std::size_t size : {1u, 2u, 3u, 5u, 100u}) {
    CAPTURE(size);
    Texts older;
    std::optional<LogPoint> at;
    for (bool has_more = true; has_more;) {
      const LogPage page = log.backward(at, size);
      const Texts found = texts(page);
      older.insert(older.begin(), found.begin(), found.end());
      at = over_the_wire(page.older);
      has_more = page.has_older;
    }
    CHECK(older == everything);

    Texts newer;
    at.reset();
    for (bool has_more = true; has_more;) {
      const LogPage page = log.forward(at, size);
      const Texts found = texts(page);
      newer.insert(newer.end(), found.begin(), found.end());
      at = over_the_wire(page.newer);
      has_more = page.has_newer;
    }
    CHECK(newer == everything);
  }
}

TEST_CASE("what is after a page is what was written since, also by instances that came later") {
  DeployedTwice log;
  const LogPage page = log.backward({}, 2);
  const LogPoint now = log.now();

  log.write(3, 103, "c103");
  log.begin(4, 104);
  log.write(4, 105, "d105");

  CHECK(texts(log.forward(over_the_wire(page.newer), 100)) == Texts{"c103", "d105"});
  CHECK(texts(log.forward(over_the_wire(now), 100)) == Texts{"c103", "d105"});
  CHECK(texts(log.backward(over_the_wire(page.newer), 1)) == Texts{"c101"});
}

TEST_CASE("a follower loses nothing and sees nothing twice, however it is cut off") {
  std::mt19937 random(7);
  Log log;
  log.begin(1, 0);
  Texts written, seen;
  std::optional<LogPoint> at;
  int instance = 1;
  for (int i = 0; i < 300; ++i) {
    if (random() % 40 == 0) {
      log.begin(instance + 1, i);
      if (instance > 1) log.end(instance - 1, i);
      ++instance;
    }
    const int writer = instance > 1 && random() % 3 == 0 ? instance - 1 : instance;
    log.write(writer, i, std::to_string(i));
    written.push_back(std::to_string(i));
    if (random() % 4 != 0) continue;
    const LogPage page = log.forward(at, 1 + random() % 9);
    const Texts found = texts(page);
    seen.insert(seen.end(), found.begin(), found.end());
    at = over_the_wire(page.newer);
  }
  const Texts rest = texts(log.forward(at, 1'000));
  seen.insert(seen.end(), rest.begin(), rest.end());

  CHECK(seen == written);
}

TEST_CASE("a range of time holds its beginning and not its end") {
  DeployedTwice log;
  const LogFilter filter{start + seconds(4), start + seconds(9), ""};

  CHECK(texts(log.backward({}, 100, filter)) == Texts{"a4", "b5", "a6", "b7"});
  CHECK(texts(log.forward({}, 100, filter)) == Texts{"a4", "b5", "a6", "b7"});
  CHECK_FALSE(log.backward({}, 100, filter).has_older);
  CHECK(texts(log.backward({}, 1, filter)) == Texts{"b7"});
}

TEST_CASE("a search ignores case and finds nothing of a secret") {
  DeployedTwice log;
  log.mask.secrets["shop"] = "hunter2";
  REQUIRE(log.mask.learn(place, "").has_value());
  log.write(3, 110, "Password is hunter2!");

  CHECK(texts(log.backward({}, 10, {{}, {}, "PASSWORD"})) == Texts{"Password is ***!"});
  CHECK(log.backward({}, 10, {{}, {}, "hunter"}).lines.empty());
}

TEST_CASE("a place without instances, and one that has written nothing, have empty pages") {
  Log log;
  CHECK(log.backward({}, 10).lines.empty());
  CHECK(log.backward({}, 10).newer.places.empty());
  log.begin(1, 0);

  const LogPage page = log.backward({}, 10);
  log.write(1, 1, "first");

  CHECK(page.lines.empty());
  CHECK_FALSE(page.has_older);
  CHECK(texts(log.forward(over_the_wire(page.newer), 10)) == Texts{"first"});
}

TEST_CASE("a cursor that is none is refused") {
  for (const char* text : {"x", "01HZZZZZZZZZZZZZZZZZZZZZ11", "01HZZZZZZZZZZZZZZZZZZZZZ11@", "a@1:2", ","}) {
    CAPTURE(text);
    const auto parsed = LogPoint::parse(text);
    REQUIRE_FALSE(parsed.has_value());
    CHECK(parsed.error().code() == "observe.invalid_cursor");
  }
}

}  // namespace towpath::observe
