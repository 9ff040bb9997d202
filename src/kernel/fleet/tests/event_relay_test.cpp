#include "event_relay.h"

#include <doctest/doctest.h>

#include <vector>

namespace towpath::fleet {

TEST_SUITE("event streams of other servers") {
  TEST_CASE("events come whole, however the bytes are cut, and comments not at all") {
    const std::string bytes =
        "id: 4\nevent: journal\ndata: {\"a\":1}\ndata:  more\n\n: alive\n\ndata: x\r\n\r\ndata: open";
    for (const std::size_t step : {std::size_t{1}, std::size_t{7}, bytes.size()}) {
      EventReader reader;
      std::vector<http::SseEvent> events;
      for (std::size_t at = 0; at < bytes.size(); at += step)
        CHECK(reader.read(std::string_view(bytes).substr(at, step), [&](const http::SseEvent& event) {
          events.push_back(event);
          return true;
        }));
      REQUIRE(events.size() == 2);
      CHECK(events[0].id == "4");
      CHECK(events[0].event == "journal");
      CHECK(events[0].data == "{\"a\":1}\n more");
      CHECK(events[1].id.empty());
      CHECK(events[1].data == "x");
    }
  }

  TEST_CASE("an event without an end, and a reader that has gone, end the stream") {
    EventReader reader;
    const auto take = [](const http::SseEvent&) { return true; };
    CHECK(reader.read("data: ", take));
    CHECK_FALSE(reader.read(std::string(EventReader::longest + 1, 'x'), take));
    EventReader other;
    CHECK_FALSE(other.read("data: x\n\n", [](const http::SseEvent&) { return false; }));
  }
}

}  // namespace towpath::fleet
