#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <random>

#include "base/base64.h"
#include "score/quantity.h"

namespace towpath::delivery {

TEST_CASE("amounts of memory are bytes, with decimal and binary units, fractions rounded up") {
  const std::pair<std::string_view, std::uint64_t> rows[] = {
      {"1", 1},
      {"0.1", 1},
      {"1.5", 2},
      {"128M", 128'000'000},
      {"64Mi", 64u << 20},
      {"1.5Gi", 1'610'612'736},
      {"1K", 1000},
      {"1Ki", 1024},
      {"0.5K", 500},
      {"3G", 3'000'000'000},
      {"2T", 2'000'000'000'000},
      {"1P", 1'000'000'000'000'000},
      {"1E", 1'000'000'000'000'000'000},
      {"1Ei", std::uint64_t{1} << 60},
      {"9007199254740993", 9'007'199'254'740'993},
      {"99999999999E", std::numeric_limits<std::uint64_t>::max()}};
  for (const auto& [text, bytes] : rows) {
    CAPTURE(text);

    CHECK(memory_bytes(text) == bytes);
  }
}

TEST_CASE("amounts of CPU are thousandths, rounded up") {
  const std::pair<std::string_view, std::uint32_t> rows[] = {
      {"2", 2000},   {"0.5", 500},    {"125m", 125}, {"0", 0},
      {"0.0001", 1}, {"1.001", 1001}, {"007", 7000}, {"99999999999", std::numeric_limits<std::uint32_t>::max()}};
  for (const auto& [text, millis] : rows) {
    CAPTURE(text);

    CHECK(cpu_millis(text) == millis);
  }
}

// RFC 4648 section 10.
TEST_CASE("base64 is that of the RFC, in both directions") {
  const std::pair<std::string_view, std::string_view> rows[] = {{"", ""},
                                                                {"f", "Zg=="},
                                                                {"fo", "Zm8="},
                                                                {"foo", "Zm9v"},
                                                                {"foob", "Zm9vYg=="},
                                                                {"fooba", "Zm9vYmE="},
                                                                {"foobar", "Zm9vYmFy"},
                                                                {"\xFF\xFB\xBF", "//u/"}};
  for (const auto& [bytes, text] : rows) {
    CAPTURE(text);

    CHECK(to_base64(bytes) == text);
    CHECK(from_base64(text) == bytes);
  }
  CHECK(from_base64("Zm9v\r\nYmFy\n") == "foobar");
  std::mt19937 random(1);
  for (int round = 0; round < 300; ++round) {
    std::string bytes(random() % 50, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    CHECK(from_base64(to_base64(bytes)) == bytes);
  }
}

TEST_CASE("text that is not base64 is refused") {
  for (const char* text :
       {"Z", "Zg", "Zg=", "Zm9", "=", "====", "Z===", "Zg==Zg==", "Zg==x", "Zm9v=", "Zm-_", "Zm 9v", "Zg=a", "Zg==="}) {
    CAPTURE(text);

    CHECK(!from_base64(text));
  }
}

}  // namespace towpath::delivery
