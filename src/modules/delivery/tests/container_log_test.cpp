#include "runtimes/container_log.h"

#include <doctest/doctest.h>

#include <fstream>

#include "runtimes/podman/podman_containers.h"
#include "scratch_folder.h"

// What conmon writes, read from both ends and by time; and what podman sends of an attached stream.

namespace towpath::delivery {
namespace {

class ContainerLog {
 public:
  ContainerLog() { std::filesystem::create_directories(scratch_.path() / "log"); }
  void write(const std::string& text, std::ios::openmode mode = std::ios::app) {
    std::ofstream(scratch_.path() / "log" / container_log_file, std::ios::binary | mode) << text;
  }
  std::filesystem::path directory() const { return scratch_.path(); }

  std::vector<WorkloadLine> lines(const std::string& cursor = "", std::size_t limit = 100) const {
    return read_lines(directory(), cursor, limit, container_log()).value();
  }
  std::vector<WorkloadLine> before(const std::string& cursor = "", std::size_t limit = 100) const {
    return read_lines_before(directory(), cursor, limit, container_log()).value();
  }

 private:
  ScratchFolder scratch_;
};

std::string record(int second, const char* rest) {
  return "2026-11-29T14:37:" + std::to_string(10 + second) + ".613474892+00:00 " + rest + "\n";
}

std::vector<std::string> texts(const std::vector<WorkloadLine>& lines) {
  std::vector<std::string> all;
  for (const auto& line : lines) all.push_back((line.is_error_stream ? "! " : "") + line.text);
  return all;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("a container's log gives its lines with their streams, times and places") {
  ContainerLog log;
  CHECK(log.lines().empty());
  CHECK(log.before().empty());
  log.write(record(0, "stdout F one") + record(1, "stderr F two") + record(2, "stdout F "));

  const auto all = log.lines();

  CHECK(texts(all) == Texts{"one", "! two", ""});
  CHECK(to_rfc3339(all.at(1).at) == "2026-11-29T14:37:11.613474Z");
  CHECK(texts(log.lines(all[0].cursor)) == Texts{"! two", ""});
  CHECK(texts(log.lines("", 2)) == Texts{"one", "! two"});
  CHECK(texts(log.before(all[2].begin, 1)) == Texts{"! two"});
  CHECK(texts(log.before()) == Texts{"one", "! two", ""});
  CHECK(last_lines(log.directory(), 2, container_log()) == Texts{"two", ""});
  CHECK(texts(log.lines(find_place(log.directory(), all[1].at, container_log()))) == Texts{"! two", ""});
}

TEST_CASE("a line that came in parts is one line, in both directions, and not given before its end") {
  ContainerLog log;
  log.write(record(0, "stdout F zero") + record(1, "stdout P a") + record(2, "stdout P b") + record(3, "stdout F c") +
            record(4, "stdout F last"));
  const auto all = log.lines();

  CHECK(texts(all) == Texts{"zero", "abc", "last"});
  CHECK(texts(log.before()) == Texts{"zero", "abc", "last"});
  CHECK(texts(log.before("", 2)) == Texts{"abc", "last"});
  CHECK(texts(log.before(all[2].begin, 1)) == Texts{"abc"});
  CHECK(log.before("", 2).at(0).begin == all[1].begin);
  CHECK(texts(log.lines(all[0].cursor, 1)) == Texts{"abc"});

  log.write(record(5, "stdout P begun"));
  CHECK(log.lines(all[2].cursor).empty());
  CHECK(texts(log.before("", 1)) == Texts{"last"});
  log.write(record(6, "stdout F  and ended"));
  CHECK(texts(log.lines(all[2].cursor)) == Texts{"begun and ended"});
}

TEST_CASE("a log that is over gives its last line although it has no end") {
  ContainerLog log;
  log.write(record(0, "stdout F one") + record(1, "stdout P do") + record(2, "stdout P ne"));

  CHECK(texts(log.lines()) == Texts{"one"});
  CHECK(texts(read_lines(log.directory(), "", 9, ended_container_log()).value()) == Texts{"one", "done"});
  CHECK(texts(read_lines_before(log.directory(), "", 9, ended_container_log()).value()) == Texts{"one", "done"});
  CHECK(last_lines(log.directory(), 1, ended_container_log()) == Texts{"done"});
}

TEST_CASE("parts of two streams that are mixed are lines of their own") {
  ContainerLog log;
  log.write(record(0, "stdout P out") + record(1, "stderr F err") + record(2, "stdout F rest"));

  CHECK(texts(log.lines()) == Texts{"out", "! err", "rest"});
  CHECK(texts(log.before()) == Texts{"out", "! err", "rest"});
}

TEST_CASE("a log that began anew goes on from its beginning, and damage is skipped") {
  ContainerLog log;
  log.write(record(0, "stdout F old"));
  const auto cursor = log.lines().at(0).cursor;

  log.write(record(9, "stdout F new") + "no record\n2026-11-29T14:37:26Z nowhere F x\n" + record(9, "stderr F end"),
            std::ios::trunc);

  CHECK(texts(log.lines(cursor)) == Texts{"new", "! end"});
  CHECK(texts(log.before()) == Texts{"new", "! end"});
}

TEST_CASE("times are read with and without fractions and zones; other text is none") {
  CHECK(to_rfc3339(parse_container_time("2026-11-29T14:37:26Z").value()) == "2026-11-29T14:37:26.000000Z");
  CHECK(to_rfc3339(parse_container_time("2026-11-29T14:37:26.5+02:00").value()) == "2026-11-29T12:37:26.500000Z");
  for (const char* bad : {"", "2026-11-29", "0001-01-01T00:00:00Z", "2026-13-29T14:37:26Z", "2026-02-30T14:37:26Z",
                          "2026-11-29T24:37:26Z", "2026-11-29T14:37:26.Z", "2026-11-29T14:37:26.1234567890Z",
                          "2026-11-29T14:37:26+2:00", "2026-11-29T14:37:26", "2026-11-29T14:-7:26Z"})
    CHECK_MESSAGE(!parse_container_time(bad), bad);
}

TEST_CASE("frames of an attached stream are joined; what is cut short is given as far as it goes") {
  const std::string out("\1\0\0\0\0\0\0\4out\n", 12), err("\2\0\0\0\0\0\0\4err\n", 12);

  CHECK(joined_frames(out + err) == "out\nerr\n");
  CHECK(joined_frames(out + err.substr(0, 10)) == "out\ner");
  CHECK(joined_frames(out + err.substr(0, 5)) == "out\n");
  CHECK(joined_frames("") == "");
}

}  // namespace towpath::delivery
