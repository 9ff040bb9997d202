#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <thread>

#include "base/id.h"
#include "blob/blob.h"

using namespace towpath;
namespace fs = std::filesystem;

namespace {

/// A folder that goes with its test.
struct Folder {
  fs::path path = fs::temp_directory_path() / ("blobs-" + new_ulid());
  ~Folder() { fs::remove_all(path); }
  std::unique_ptr<blob::Blobs> open() const { return blob::open_folder(path.string()).value(); }
  std::vector<fs::path> files() const {
    std::vector<fs::path> out;
    for (const auto& entry : fs::recursive_directory_iterator(path))
      if (entry.is_regular_file()) out.push_back(entry.path());
    return out;
  }
};

std::string random_bytes(std::size_t size) {
  std::mt19937_64 random(7);
  std::string out(size, '\0');
  for (char& c : out) c = static_cast<char>(random());
  return out;
}

}  // namespace

TEST_CASE("content comes back by its digest, whatever its size and shape") {
  const Folder folder;
  const auto blobs = folder.open();
  const std::string contents[] = {"",
                                  "a",
                                  std::string(100, 'x'),
                                  std::string(3'000'000, 'y'),
                                  random_bytes(1'000'000),
                                  random_bytes(65'536),
                                  std::string(5 << 20, 'f'),  // fills zstd's buffers to the last byte
                                  std::string(65'536, 'z')};
  for (const std::string& content : contents) {
    CAPTURE(content.size());
    const auto digest = blobs->put(content).value();
    CHECK(digest == blob::digest_of(content));
    CHECK(blobs->get(digest).value() == content);
    CHECK(blobs->size(digest) == content.size());
  }
  CHECK(blobs->list().size() == 8);
}

TEST_CASE("the digest is SHA-256 of the content") {
  CHECK(blob::digest_of("abc").text == "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(blob::is_digest(blob::digest_of("").text));
  CHECK_FALSE(blob::is_digest("sha256:../../etc/passwd"));
  CHECK_FALSE(blob::is_digest("sha256:BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"));
}

TEST_CASE("what compresses takes less room, what does not is stored as it is") {
  const Folder folder;
  const auto blobs = folder.open();

  blobs->put(std::string(1'000'000, 'x')).value();
  CHECK(blobs->bytes_on_disk() < 20'000);

  blobs->put(random_bytes(1'000'000)).value();
  CHECK(blobs->bytes_on_disk() >= 1'000'000);
}

TEST_CASE("an upload in pieces is the same content as one put") {
  const Folder folder;
  const auto blobs = folder.open();
  const std::string content = random_bytes(50'000) + std::string(500'000, 'q');

  auto upload = blobs->create().value();
  for (std::size_t i = 0; i < content.size(); i += 7001) REQUIRE(upload->write(content.substr(i, 7001)));

  CHECK(upload->finish().value() == blob::digest_of(content));
  CHECK(blobs->get(blob::digest_of(content)).value() == content);
}

TEST_CASE("an upload that is not finished leaves nothing behind") {
  const Folder folder;
  const auto blobs = folder.open();
  {
    auto upload = blobs->create().value();
    REQUIRE(upload->write("half"));
    CHECK(blobs->list().empty());
  }
  CHECK(folder.files().empty());
}

TEST_CASE("equal content is kept once, also when many write it at the same time") {
  const Folder folder;
  const auto blobs = folder.open();
  std::vector<std::thread> writers;
  for (int i = 0; i < 4; ++i) writers.emplace_back([&] { blobs->put(std::string(200'000, 's')).value(); });
  for (auto& writer : writers) writer.join();

  CHECK(folder.files().size() == 1);
}

TEST_CASE("damaged content is found when it is read") {
  for (const std::string& content : {random_bytes(10'000), std::string(100'000, 'x') + random_bytes(1000)}) {
    for (const int offset : {0, 5, 9, 20, -1}) {
      CAPTURE(content.size());
      CAPTURE(offset);
      const Folder folder;
      const auto blobs = folder.open();
      const auto digest = blobs->put(content).value();
      const auto path = folder.files().at(0);
      {
        std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
        file.seekg(offset, offset < 0 ? std::ios::end : std::ios::beg);
        const int byte = file.get();
        file.seekp(offset, offset < 0 ? std::ios::end : std::ios::beg);
        file.put(static_cast<char>(byte ^ 0x40));
      }
      const auto read = blobs->get(digest);
      REQUIRE_FALSE(read);
      CHECK(read.error().code() == "blob.corrupt");
    }
  }
}

TEST_CASE("truncated content is damaged content") {
  const Folder folder;
  const auto blobs = folder.open();
  const auto digest = blobs->put(std::string(1'000'000, 'x') + random_bytes(2000)).value();
  const auto path = folder.files().at(0);
  fs::resize_file(path, fs::file_size(path) - 1);

  CHECK(blobs->get(digest).error().code() == "blob.corrupt");
}

TEST_CASE("unknown and malformed digests are not found") {
  const Folder folder;
  const auto blobs = folder.open();
  for (const std::string& text :
       {blob::digest_of("never stored").text, std::string("sha256:../../etc/passwd"), std::string()}) {
    CHECK(blobs->get({text}).error().code() == "blob.not_found");
    CHECK_FALSE(blobs->size({text}));
    CHECK(blobs->remove({text}));
  }
}

TEST_CASE("a reader may stop early") {
  const Folder folder;
  const auto blobs = folder.open();
  const auto digest = blobs->put(random_bytes(1'000'000)).value();
  std::size_t seen = 0;

  CHECK(blobs->read(digest, [&](std::string_view bytes) {
    seen += bytes.size();
    return false;
  }));

  CHECK(seen > 0);
  CHECK(seen < 1'000'000);
}

TEST_CASE("a removed blob is gone and can be stored again") {
  const Folder folder;
  const auto blobs = folder.open();
  const auto digest = blobs->put("content").value();

  CHECK(blobs->remove(digest));
  CHECK(blobs->list().empty());
  CHECK(blobs->put("content").value() == digest);
  CHECK(blobs->get(digest).value() == "content");
}

TEST_CASE("leftovers of dead uploads are swept at the next start, young ones are left alone") {
  const Folder folder;
  folder.open();
  const fs::path uploads = folder.path / "uploads";
  std::ofstream(uploads / "old") << "x";
  std::ofstream(uploads / "young") << "x";
  fs::last_write_time(uploads / "old", fs::file_time_type::clock::now() - std::chrono::hours(25));

  folder.open();

  CHECK_FALSE(fs::exists(uploads / "old"));
  CHECK(fs::exists(uploads / "young"));
}

TEST_CASE("a folder that cannot be made is an error that says what to check") {
  const auto opened = blob::open_folder("/proc/nowhere/blobs");
  REQUIRE_FALSE(opened);
  CHECK(opened.error().code() == "blob.folder_unusable");
}

TEST_CASE("a full disk is an error, and the half written content is gone") {
  if (!fs::exists("/dev/full")) return;
  const Folder folder;
  const auto blobs = folder.open();
  const auto upload = blobs->create().value();
  const auto path = folder.files().at(0);
  // The open file is exchanged for the device on which every write fails with ENOSPC.
  int descriptor = -1;
  for (const auto& entry : fs::directory_iterator("/proc/self/fd")) {
    std::error_code ignored;
    if (fs::read_symlink(entry.path(), ignored) == path) descriptor = std::stoi(entry.path().filename().string());
  }
  REQUIRE(descriptor >= 0);
  const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
  REQUIRE(::dup2(full, descriptor) == descriptor);
  ::close(full);

  const auto written = upload->write(random_bytes(200'000));

  REQUIRE_FALSE(written);
  CHECK(written.error().code() == "blob.no_space");
}

TEST_CASE("content is read from any byte on, compressed or not") {
  const Folder folder;
  const auto blobs = folder.open();
  for (const std::string& content : {random_bytes(300'000), std::string(299'990, 'x') + "0123456789"}) {
    const blob::Digest digest = blobs->put(content).value();
    for (const std::size_t offset : {0u, 1u, 65'536u, 299'995u, 300'000u, 400'000u}) {
      CAPTURE(offset);
      std::string out;
      CHECK(blobs
                ->read_from(digest, offset,
                            [&out](std::string_view bytes) {
                              out += bytes;
                              return true;
                            })
                .has_value());
      CHECK(out == (offset < content.size() ? content.substr(offset) : ""));
    }
  }
  CHECK(blobs->read_from(blob::digest_of("absent"), 5, [](std::string_view) { return true; }).error().code() ==
        "blob.not_found");
}

TEST_CASE("content that an upload has stored again since a time is not removed") {
  const Folder folder;
  const auto blobs = folder.open();
  const blob::Digest digest = blobs->put("content").value();
  const UtcTime looked = SystemClock().now();
  const auto upload = blobs->create().value();
  REQUIRE(upload->write("content").has_value());
  REQUIRE(upload->finish().value() == digest);

  CHECK_FALSE(blobs->remove_unless_stored_since(digest, looked));
  CHECK(blobs->get(digest).value() == "content");
  CHECK(blobs->remove_unless_stored_since(digest, SystemClock().now() + std::chrono::hours(1)));
  CHECK_FALSE(blobs->size(digest).has_value());
  CHECK(blobs->remove_unless_stored_since(digest, looked));
}
