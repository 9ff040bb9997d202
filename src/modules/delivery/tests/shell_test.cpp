#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <fstream>
#include <iterator>

#include "base/strings.h"
#include "http/terminal_frames.h"
#include "scratch_folder.h"
#include "shells/shell_order.h"
#include "shells/shell_recording.h"
#include "shells/shell_sessions.h"
#include "shells/terminal_text.h"

using namespace towpath;
using namespace towpath::delivery;
using namespace std::chrono_literals;
namespace terminal = towpath::http::terminal;

namespace {

/// A connection whose other end is the test.
class Socket final : public http::WebSocket {
 public:
  bool send(std::string message, Kind) override {
    sent.push_back(terminal::read_server_frame(message).value());
    return !is_closed;
  }
  void close() override { is_closed = true; }
  void on_message(std::function<void(std::string, Kind)> callback) override { hear_ = std::move(callback); }
  void on_close(std::function<void()> callback) override { lost_ = std::move(callback); }

  void say(const terminal::FromClient& frame) { hear_(terminal::encode(frame), Kind::binary); }
  void say_text(const std::string& text) { hear_(text, Kind::text); }
  void lose() { lost_(); }
  /// All output so far.
  std::string output() const {
    std::string out;
    for (const auto& frame : sent)
      if (const auto* output = std::get_if<terminal::Output>(&frame)) out += output->bytes;
    return out;
  }
  std::string end() const {
    for (const auto& frame : sent)
      if (const auto* ended = std::get_if<terminal::Ended>(&frame)) return ended->json;
    return "";
  }

  std::vector<terminal::FromServer> sent;
  bool is_closed = false;

 private:
  std::function<void(std::string, Kind)> hear_;
  std::function<void()> lost_;
};

struct World {
  ManualClock clock{UtcTime(std::chrono::seconds(1'800'000'000))};
  ScratchFolder scratch;
  mask::Masker masker;
  ShellLimits limits;
  std::filesystem::path file = scratch.path() / "shells" / "x.cast";

  std::unique_ptr<ShellRecording> recording() {
    return std::make_unique<ShellRecording>(file, ShellRecording::Head{{100, 30}, "shop in development", "xterm"},
                                            masker, clock, limits.recording_bytes);
  }
  std::string recorded() const {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  /// Events as [kind, text], without the head and the times.
  std::vector<std::string> events() const {
    std::vector<std::string> out;
    const std::vector<std::string> lines = split(recorded(), '\n');
    for (std::size_t i = 1; i + 1 < lines.size(); ++i) {
      const boost::json::value line = boost::json::parse(lines[i]);
      out.push_back(std::string(line.at(1).as_string()) + " " + std::string(line.at(2).as_string()));
    }
    return out;
  }
};

struct Session : World {
  explicit Session(bool has_terminal = true, ShellLimits given = {})
      : session(std::make_shared<ShellSession>(clock, given, has_terminal)), kept(recording()) {
    session->attach(socket, 0);
    session->begin(*kept, [this](std::string_view bytes) { log += bytes; });
  }
  std::shared_ptr<Socket> socket = std::make_shared<Socket>();
  std::shared_ptr<ShellSession> session;
  std::unique_ptr<ShellRecording> kept;
  std::string log;
};

std::string lines_of(const std::string& bytes, std::size_t piece = 1) {
  TerminalText text;
  std::string out;
  for (std::size_t at = 0; at < bytes.size(); at += piece) out += text.feed(bytes.substr(at, piece));
  return out + text.flush();
}

}  // namespace

TEST_CASE("what a terminal showed becomes the lines a person saw") {
  const std::pair<std::string, std::string> cases[] = {
      {"one\r\ntwo", "one\ntwo\n"},
      {"\x1b[1;31mred\x1b[0m and \x1b]0;title\x07plain\r\n", "red and plain\n"},
      {"lss\b\x1b[K -l\r\n", "ls -l\n"},
      {"10%\r20%\r100%\r\n", "100%\n"},
      {"ab\x1b[D\x1b[@X\r\n", "aXb\n"},
      {"abcd\x1b[3D\x1b[2P\r\n", "ad\n"},
      {"old\r\x1b[Knew\r\n", "new\n"},
      {"h\xc3\xa9llo\b\b\bL\r\n", "h\xc3\xa9Llo\n"},
      {"\x1b(B\x1b[?2004h$ \x1b[?2004l\x1bPq#\x1b\\x\a\r\n", "$ x\n"},
      {"a\x1b[4Gb\n", "a  b\n"},
      {"", ""}};
  for (const auto& [bytes, wanted] : cases) {
    CAPTURE(wanted);
    CHECK(lines_of(bytes) == wanted);
    CHECK(lines_of(bytes, bytes.size() + 1) == wanted);
  }
  CHECK(lines_of(std::string(10'000, 'x')).find('\n') == 4096);
}

TEST_CASE("a recording is an asciicast without secrets and without what was typed unseen") {
  World w;
  w.masker.add("s3cret-value");
  auto recording = w.recording();
  recording->shown("$ echo s3cret");
  recording->shown("-value\r\n\xc3");
  w.clock.advance(1500ms);
  recording->shown("\xa9\r\n");
  recording->typed("echo s3", true);
  recording->typed("cret-value\r", true);
  recording->typed("hunter2\r", false);
  recording->resized({120, 40});
  recording->end("It ended with exit code 0.");

  const boost::json::value head = boost::json::parse(split(w.recorded(), '\n').front());
  CHECK(head.at("version") == 2);
  CHECK(head.at("width") == 100);
  CHECK(head.at("timestamp") == 1'800'000'000);
  CHECK(w.recorded().find("s3cret-value") == std::string::npos);
  CHECK(w.recorded().find("hunter2") == std::string::npos);
  CHECK(w.recorded().find("[1.500000, \"o\"") != std::string::npos);
  std::string shown, typed;
  for (const std::string& event : w.events()) {
    if (event.starts_with("o ")) shown += event.substr(2);
    if (event.starts_with("i ")) typed += event.substr(2);
  }
  CHECK(shown == "$ echo ***\r\n\xc3\xa9\r\n");
  CHECK(typed == "echo ***\r*******\r");
  CHECK(w.events().back() == "m It ended with exit code 0.");
}

TEST_CASE("a recording that grows too long says where it was cut") {
  World w;
  w.limits.recording_bytes = 500;
  auto recording = w.recording();
  for (int i = 0; i < 100; ++i) recording->shown("0123456789\r\n");
  recording->end("over");

  CHECK(recording->is_cut());
  CHECK(w.events().back() == "m The recording ends here: it reached 500 bytes.");
  CHECK(w.recorded().size() < 700);
}

TEST_CASE("bytes that are no UTF-8 are recorded as such, and characters are not cut") {
  std::string rest;
  CHECK(text_from_bytes(rest, "a\xe2\x82", false) == "a");
  CHECK(text_from_bytes(rest, "\xac\xff", false) == "\xe2\x82\xac\xef\xbf\xbd");
  CHECK(text_from_bytes(rest, "\xe2", true) == "\xef\xbf\xbd");
  CHECK(rest.empty());
}

TEST_CASE("what is typed reaches the program once, what it shows the person, and both are recorded") {
  Session s;
  s.socket->say(terminal::Input{0, "ls\r"});
  s.socket->say(terminal::Input{0, "ls\rpw"});  // said again after a lost connection
  s.socket->say(terminal::Window{120, 40});

  const auto said = s.session->take(100);
  CHECK(said.bytes == "ls\rpw");
  CHECK(said.window == process::WindowSize{120, 40});
  CHECK_FALSE(said.must_end);
  s.session->given(said.bytes, true);
  s.session->show(process::Stream::out, "file\r\n");
  s.session->end(R"({"exitCode":0})");

  CHECK(s.socket->output() == "file\r\n");
  CHECK(s.socket->end() == R"({"exitCode":0})");
  CHECK(s.socket->is_closed);
  CHECK(s.log == "file\r\n");
  CHECK(s.events() == std::vector<std::string>{"r 120x40", "i ls\rpw", "o file\r\n"});
}

TEST_CASE("a program waits for a person who does not read, and a new connection gets what the old one did not show") {
  Session s;
  std::string all;
  while (s.session->room() > 0) {
    const std::string piece(s.session->room(), static_cast<char>('a' + all.size() / 40'000 % 26));
    s.session->show(process::Stream::out, piece);
    all += piece;
  }
  CHECK(all.size() == terminal::longest_unacknowledged);
  s.socket->say(terminal::Shown{40'000});
  CHECK(s.session->room() > 0);
  s.socket->lose();

  const auto again = std::make_shared<Socket>();
  s.session->attach(again, 50'000);
  CHECK(again->output() == all.substr(50'000));
  s.socket->say(terminal::Input{0, "from the old one"});
  CHECK(s.session->take(100).bytes.empty());
}

TEST_CASE("a shell ends when nothing is typed, when it was open too long, and when its person is gone") {
  ShellLimits limits;
  limits.idle = 60s;
  limits.longest = 600s;
  limits.without_client = 30s;
  const auto code = [](const Session& s) { return s.session->ended_for() ? s.session->ended_for()->code() : ""; };
  {
    Session s(true, limits);
    s.clock.advance(59s);
    s.session->show(process::Stream::out, "tick");
    CHECK_FALSE(s.session->take(1).must_end);
    s.clock.advance(1s);
    CHECK(s.session->take(1).must_end);
    CHECK(code(s) == "delivery.shell_idle");
  }
  {
    Session s(false, limits);  // of a pipe, output counts too
    s.clock.advance(59s);
    s.session->show(process::Stream::out, "tick");
    s.clock.advance(59s);
    CHECK_FALSE(s.session->take(1).must_end);
  }
  {
    Session s(true, limits);
    for (int i = 0; i < 12; ++i) {
      s.clock.advance(50s);
      s.socket->say(terminal::Input{static_cast<std::uint64_t>(i), "x"});
      s.session->given(s.session->take(10).bytes, true);
    }
    CHECK(code(s) == "delivery.shell_too_long");
  }
  {
    Session s(true, limits);
    s.socket->lose();
    s.clock.advance(29s);
    CHECK_FALSE(s.session->take(1).must_end);
    s.clock.advance(1s);
    CHECK(s.session->take(1).must_end);
    CHECK(code(s) == "delivery.shell_client_gone");
  }
}

TEST_CASE("who says what must not be said is cut off") {
  const auto refused = [](const std::function<void(Socket&)>& say) {
    Session s;
    say(*s.socket);
    return s.session->take(1).must_end && s.session->ended_for()->code() == "delivery.shell_protocol";
  };
  CHECK(refused([](Socket& socket) { socket.say_text("{}"); }));
  CHECK(refused([](Socket& socket) { socket.say(terminal::Input{5, "gap"}); }));
  CHECK(refused([](Socket& socket) {
    for (std::uint64_t i = 0; i < 9; ++i)
      socket.say(terminal::Input{i * terminal::longest_piece, std::string(terminal::longest_piece, 'x')});
  }));
}

TEST_CASE("nobody who comes is waited for only so long, and who comes late is told how it ended") {
  ManualClock clock{UtcTime()};
  ShellLimits limits;
  limits.without_client = 0s;
  const auto session = std::make_shared<ShellSession>(clock, limits, true);
  CHECK_FALSE(session->wait_for_client({}));
  session->end(R"({"exitCode":3})");

  const auto late = std::make_shared<Socket>();
  session->attach(late, 0);
  CHECK(late->end() == R"({"exitCode":3})");
  CHECK(late->is_closed);
}

TEST_CASE("so many shells are open at once in an environment, and on a server") {
  ManualClock clock{UtcTime()};
  ShellLimits limits;
  limits.per_environment = 2;
  limits.per_server = 3;
  ShellSessions sessions(clock, limits);
  auto first = sessions.take_place("a", "development");
  auto second = sessions.take_place("a", "development");
  auto third = sessions.take_place("b", "staging");
  REQUIRE(third.has_value());

  CHECK(sessions.take_place("a", "development").error().kind() == ErrorKind::conflict);
  CHECK(sessions.take_place("c", "production").error().kind() == ErrorKind::unavailable);
  { const auto given_back = std::move(first).value(); }
  CHECK(sessions.take_place("c", "production").has_value());
  CHECK(sessions.of("run", true) == sessions.of("run", true));
  sessions.forget("run");
  CHECK(sessions.find("run") == nullptr);
}

TEST_CASE("an order is checked field by field and kept whole") {
  ShellOrder order{"shop",    "production", {"psql", "-c", "select 1"}, true,
                   {120, 40}, "screen",     "orders are stuck",         "d1"};
  CHECK(check(order).has_value());
  const ShellOrder read = shell_order_from(inputs_of(order));
  CHECK(read.command == order.command);
  CHECK(read.window == order.window);
  CHECK(read.terminal_type == "screen");
  CHECK(read.reason == "orders are stuck");
  CHECK(program_of(ShellOrder{}) == std::vector<std::string>{"/bin/sh"});
  CHECK_FALSE(shell_order_from(inputs_of(ShellOrder{})).has_terminal);

  order.command = {"", std::string("a\0b", 3)};
  order.window = {0, 2000};
  order.terminal_type = "x;rm";
  order.reason = std::string(501, 'x');
  std::vector<std::string> paths;
  const Status refused = check(order);
  for (const FieldError& field : refused.error().fields()) paths.push_back(field.path);
  CHECK(paths == std::vector<std::string>{"/command", "/command/1", "/terminal/columns", "/terminal/rows",
                                          "/terminal/type", "/reason"});
}
