#include <doctest/doctest.h>

#include "http/terminal_frames.h"

using namespace towpath::http::terminal;

TEST_CASE("what the ends of a terminal say is read as it was written") {
  const FromClient said[] = {Input{0, ""},    Input{1u << 20, std::string("\0\xff\r", 3)},
                             InputEnd{},      Window{200, 50},
                             Shown{1u << 30}, Signal{2}};
  for (const FromClient& each : said) CHECK(read_client_frame(encode(each)) == each);
  const FromServer answered[] = {Output{false, "a\x1b[1mb"}, Output{true, ""}, Taken{7}, Ended{R"({"exitCode":3})"},
                                 Notice{"It ends soon."}};
  for (const FromServer& each : answered) CHECK(read_server_frame(encode(each)) == each);
}

TEST_CASE("a message that is no frame is none, and neither is one that asks for too much") {
  using namespace std::string_literals;
  const std::string bad[] = {"",
                             "\x09",
                             "\0\0\0"s,
                             "\x01x",
                             "\x02\0\x50\0\x00"s,
                             "\x02\x7f\x50\0\x18"s,
                             "\x02\0\x50"s,
                             "\x03\0"s,
                             "\x04\x09",
                             "\x04\x02\x02",
                             "\0"s + std::string(8, '\0') + std::string(longest_piece + 1, 'x')};
  for (const std::string& each : bad) CHECK_FALSE(read_client_frame(each).has_value());
  const std::string bad_answers[] = {"", "\x05", "\x02\0"s, "\0"s + std::string(longest_piece + 1, 'x'),
                                     "\x03" + std::string(1 << 17, ' ')};
  for (const std::string& each : bad_answers) CHECK_FALSE(read_server_frame(each).has_value());
}
