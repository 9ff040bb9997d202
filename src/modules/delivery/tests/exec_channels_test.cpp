#include <doctest/doctest.h>

#include <array>
#include <cstdio>
#include <fstream>

#include "kubernetes/exec_channels.h"
#include "scratch_folder.h"

using namespace towpath::delivery;

namespace {

constexpr const char* not_zero =
    R"({"metadata":{},"status":"Failure","message":"command terminated with non-zero exit code","reason":)"
    R"("NonZeroExitCode","details":{"causes":[{"reason":"ExitCode","message":"7"}]}})";

std::string every_byte() {
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  return all;
}

/// What a POSIX shell makes of lines, as the script in a container does.
std::string as_the_shell_reads(const std::string& lines) {
  ScratchFolder scratch;
  std::ofstream(scratch.path() / "lines", std::ios::binary) << lines;
  const std::string command = R"(while IFS= read -r l; do case $l in .) exit;; esac; printf %b "$l"; done <')" +
                              (scratch.path() / "lines").string() + "' >'" + (scratch.path() / "bytes").string() + "'";
  REQUIRE(std::system(command.c_str()) == 0);
  return text_of(scratch.path() / "bytes");
}

}  // namespace

TEST_CASE("a message of a container's stream is a channel and bytes") {
  CHECK(exec_message(ExecChannel::input, "ls\n") == std::string("\0ls\n", 4));
  CHECK(exec_message(ExecChannel::window, window_text({120, 40})) == "\x04{\"Width\":120,\"Height\":40}");
  const auto shown = read_exec_message("\x01hello"), errors = read_exec_message("\x02oh");
  REQUIRE(shown.has_value());
  CHECK(shown->channel == ExecChannel::output);
  CHECK(shown->bytes == "hello");
  CHECK(errors->channel == ExecChannel::errors);
  CHECK(read_exec_message("\x03")->bytes.empty());
  for (const std::string& foreign : {std::string(), std::string("\0in", 3), std::string("\x04{}"), std::string("9")})
    CHECK_FALSE(read_exec_message(foreign).has_value());
}

TEST_CASE("how a program in a container ended is a code, or the cluster's words") {
  CHECK(read_exec_end(R"({"metadata":{},"status":"Success"})").code == 0);
  CHECK(read_exec_end(not_zero).code == 7);
  const auto failed = read_exec_end(R"({"status":"Failure","reason":"InternalError","message":"no such file"})");
  CHECK_FALSE(failed.code.has_value());
  CHECK(failed.failure == "no such file");
  CHECK(read_exec_end("container gone").failure == "container gone");
  CHECK(read_exec_end("\xff\xfe").failure == "an answer that is no text");
  CHECK(read_exec_end("{}").failure == "it does not say why");
  for (const char* number : {"256", "-1", "7x", "", "99999999999999999999"}) {
    std::string odd = not_zero;
    odd.replace(odd.find("\"7\""), 3, "\"" + std::string(number) + "\"");
    CHECK_MESSAGE(read_exec_end(odd).failure == "command terminated with non-zero exit code", number);
  }
  CHECK(read_exec_end(std::string(100'000, 'x')).failure.size() < 600);
}

TEST_CASE("input is lines of ASCII that a shell turns back, whatever it is") {
  std::string large;
  for (int i = 0; i < 20; ++i) large += every_byte();
  for (const std::string& bytes :
       {std::string(), std::string("."), std::string(".\n.\n"), std::string("-n \\c %s \\0101"),
        std::string("  blanks \n\n"), std::string(1024, 'a') + ".", every_byte(), large}) {
    const std::string lines = input_lines(bytes);
    for (const char c : lines) REQUIRE((c == '\n' || (c >= ' ' && c <= '~')));
    CHECK(as_the_shell_reads(lines + std::string(end_of_input) + "lost\n") == bytes);
  }
}

TEST_CASE("a greeting is taken off however it is cut, and what comes instead is kept") {
  for (std::size_t cut = 1; cut < 12; ++cut) {
    Greeting greeting("hello");
    std::string rest;
    const std::string all = "hello, you";
    for (std::size_t at = 0; at < all.size(); at += cut) {
      std::string_view part = std::string_view(all).substr(at, cut);
      greeting.take(part);
      rest += part;
    }
    CHECK(greeting.is_said());
    CHECK(rest == ", you");
    CHECK(greeting.other_words().empty());
  }
  Greeting other("hello");
  std::string_view first = "hel", second = "p: no shell";
  other.take(first);
  other.take(second);
  CHECK_FALSE(other.is_said());
  CHECK(other.other_words() == "help: no shell");
  CHECK(second.empty());
}
