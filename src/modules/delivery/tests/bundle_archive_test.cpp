#include "runtimes/bundle_archive.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <vector>

#include "process/spawner.h"
#include "scratch_folder.h"
#include "tar_builder.h"

using namespace towpath;
using namespace towpath::delivery;

namespace {

Status unpack(const std::string& archive, const std::filesystem::path& directory, const BundleLimits& limits = {}) {
  const process::OwnedFd fd(memfd_create("archive", MFD_CLOEXEC));
  REQUIRE(write(fd.get(), archive.data(), archive.size()) == static_cast<ssize_t>(archive.size()));
  lseek(fd.get(), 0, SEEK_SET);
  return unpack_bundle(fd.get(), directory, limits);
}

mode_t mode_of(const std::filesystem::path& file) {
  struct stat info {};
  REQUIRE(lstat(file.c_str(), &info) == 0);
  return info.st_mode & 07777;
}

}  // namespace

TEST_CASE("a bundle is unpacked with its programs executable and its files read-only") {
  ScratchFolder scratch;
  const auto archive = TarBuilder()
                           .directory("./")
                           .program("./bin/server", "#!/bin/sh\n")
                           .file("data/deep/text", "hello", 0666)
                           .symbolic_link("bin/text", "../data/deep/text")
                           .symbolic_link("current", "data")
                           .hard_link("copy", "data/deep/text")
                           .bytes();

  const auto unpacked = unpack(archive, scratch.path());

  REQUIRE_MESSAGE(unpacked.has_value(), (unpacked ? "" : unpacked.error().message()));
  CHECK(mode_of(scratch.path() / "bin/server") == 0555);
  CHECK(mode_of(scratch.path() / "data/deep/text") == 0444);
  CHECK(text_of(scratch.path() / "bin/text") == "hello");
  CHECK(text_of(scratch.path() / "copy") == "hello");
}

TEST_CASE("a bundle that could write or point outside of its directory is refused, naming the entry") {
  struct Row {
    const char* what;
    TarBuilder archive;
  };
  const std::vector<Row> rows = {
      {"absolute", TarBuilder().file("/evil", "x")},
      {"dot dot", TarBuilder().file("../evil", "x")},
      {"dot dot inside", TarBuilder().file("a/../../evil", "x")},
      {"absolute link", TarBuilder().symbolic_link("evil", "/etc/passwd")},
      {"climbing link", TarBuilder().symbolic_link("a/evil", "../../x")},
      {"link that climbs after a step", TarBuilder().symbolic_link("evil", "a/../../x")},
      {"climb through another link",
       TarBuilder().directory("p").symbolic_link("p/q", "..").symbolic_link("evil", "p/q/../x")},
      {"file below a link", TarBuilder().directory("a").symbolic_link("link", "a").file("link/evil", "x")},
      {"file over a link", TarBuilder().symbolic_link("evil", "a").file("evil", "x")},
      {"hard link to outside", TarBuilder().hard_link("evil", "../../etc/passwd")},
      {"hard link to nothing", TarBuilder().hard_link("evil", "nothing")},
      {"character device", TarBuilder().special("evil", '3')},
      {"block device", TarBuilder().special("evil", '4')},
      {"fifo", TarBuilder().special("evil", '6')},
      {"the same file twice", TarBuilder().file("evil", "x").file("evil", "y")},
      {"a file without a name", TarBuilder().file(".", "x")},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    ScratchFolder scratch;
    const auto inner = scratch.path() / "inner";
    std::filesystem::create_directory(inner);

    const auto unpacked = unpack(row.archive.bytes(), inner);

    REQUIRE(!unpacked);
    CHECK(unpacked.error().code() == "delivery.bundle_invalid");
    CHECK(!std::filesystem::exists(scratch.path() / "evil"));
  }
}

TEST_CASE("a bundle that unpacks to too much is refused before the disk is full") {
  ScratchFolder scratch;

  const auto bytes = unpack(TarBuilder().file("a", std::string(600, 'x')).file("b", std::string(600, 'x')).bytes(),
                            scratch.path(), {.bytes = 1'000});
  const auto entries = unpack(TarBuilder().file("c", "").file("d", "").bytes(), scratch.path(), {.entries = 1});

  REQUIRE(!bytes);
  CHECK(bytes.error().code() == "delivery.bundle_too_large");
  REQUIRE(!entries);
  CHECK(entries.error().code() == "delivery.bundle_too_large");
}

TEST_CASE("bytes that are no archive are refused") {
  ScratchFolder scratch;
  const auto whole = TarBuilder().file("a", std::string(5'000, 'x')).bytes();
  for (const auto& bytes : {std::string("nothing of that kind"), std::string(4'096, '\xff'), whole.substr(0, 2'000)}) {
    const auto unpacked = unpack(bytes, scratch.path());

    REQUIRE(!unpacked);
    CHECK(unpacked.error().code() == "delivery.bundle_invalid");
  }
}
