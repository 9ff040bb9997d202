#include <doctest/doctest.h>

#include <bit>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "observe_world.h"
#include "otlp/proto_reader.h"
#include "support/test_paths.h"
#include "telemetry_json.h"
#include "telemetry_service.h"

// Spans and points from the wire to the answer.

namespace towpath::observe {
namespace {

std::string varint(std::uint64_t number) {
  std::string out;
  for (; number >= 0x80; number >>= 7) out += static_cast<char>(number | 0x80);
  return out + static_cast<char>(number);
}
std::string field(std::uint32_t number, const std::string& bytes) {
  return varint(number << 3 | 2) + varint(bytes.size()) + bytes;
}
std::string field(std::uint32_t number, std::uint64_t value) { return varint(number << 3) + varint(value); }
std::string fixed(std::uint32_t number, std::uint64_t value) {
  std::string out = varint(number << 3 | 1);
  for (int i = 0; i < 8; ++i) out += static_cast<char>(value >> (8 * i));
  return out;
}
std::string fixed(std::uint32_t number, double value) { return fixed(number, std::bit_cast<std::uint64_t>(value)); }
std::string attribute(const std::string& key, const std::string& value) {
  return field(1, key) + field(2, field(1, value));
}
std::string resource(const std::string& service, const std::string& environment) {
  return field(1, field(1, attribute("service.name", service)) +
                      field(1, attribute("deployment.environment.name", environment)));
}

constexpr std::uint64_t second = 1'000'000'000, begin = 1'800'000'000 * second;

std::string span(char id, char parent, const std::string& name, std::uint64_t from, std::uint64_t to,
                 bool is_error = false) {
  return field(2, field(1, std::string(16, 'T')) + field(2, std::string(8, id)) +
                      (parent ? field(4, std::string(8, parent)) : std::string()) + field(5, name) +
                      field(6, std::uint64_t{2}) + fixed(7, begin + from) + fixed(8, begin + to) +
                      field(9, attribute("http.route", "/cart")) +
                      (is_error ? field(15, field(2, "timeout") + field(3, std::uint64_t{2})) : std::string()));
}
std::string request(const std::string& service, const std::string& spans,
                    const std::string& environment = "production") {
  return field(1, resource(service, environment) + field(2, spans));
}

struct Desk {
  explicit Desk(db::Db& db) : world(db) {
    world.start(1);
    world.start(2, "tax", "group:default/finance");
  }
  Acceptance take(const std::string& body, const auth::Principal& who) {
    auto taken = telemetry.take_spans(who, Encoding::protobuf, body);
    REQUIRE_MESSAGE(taken.has_value(), taken.error().message());
    return *taken;
  }

  World world;
  TelemetryService telemetry{world.lent, world.ports};
  const auth::Principal admin = principal("admin"), member = principal("member"), stranger = principal("stranger");
};

void at_each_desk(const std::function<void(Desk&)>& test) {
  db::testing::for_each_engine(towpath::testing::with_kernel_migrations(migrations()),
                               [&](db::testing::TestDatabase& database) {
                                 Desk desk(database.db());
                                 test(desk);
                               });
}

std::string text_of(const std::filesystem::path& file) {
  std::ostringstream out;
  out << std::ifstream(file, std::ios::binary).rdbuf();
  return out.str();
}

}  // namespace

TEST_CASE("protobuf is read as it is written, and what is cut off is broken") {
  const std::string message = field(1, "text") + field(2, std::uint64_t{300}) + fixed(3, 1.5) + "\x25\x01\x02\x03\x04";
  ProtoReader reader(message);
  REQUIRE(reader.next());
  CHECK(reader.bytes() == "text");
  CHECK(reader.varint() == 0);
  REQUIRE(reader.next());
  CHECK(reader.varint() == 300);
  REQUIRE(reader.next());
  CHECK(reader.real() == 1.5);
  REQUIRE(reader.next());
  CHECK(reader.field() == 4);
  CHECK_FALSE(reader.next());
  CHECK_FALSE(reader.is_broken());

  const std::string endless(11, '\xFF');
  for (const std::string& bad : {message.substr(0, 3), std::string("\x0A"), std::string("\x0B"), std::string("\x00", 1),
                                 endless, std::string("\x0A\xFF\xFF\xFF\xFF\x0F")}) {
    ProtoReader broken(bad);
    while (broken.next()) {
    }
    CHECK(broken.is_broken());
  }
}

TEST_CASE("the examples of OTLP in the corpus are read") {
  const std::filesystem::path folder = towpath::testing::corpus() / "otlp";
  if (!std::filesystem::exists(folder)) {
    MESSAGE("skipped: the corpus is not here");
    return;
  }
  const auto spans = read_spans(Encoding::json, text_of(folder / "trace.json"));
  REQUIRE(spans.has_value());
  REQUIRE(spans->items.size() == 1);
  CHECK(spans->items[0].trace_id == "5b8efff798038103d269b633813fc60c");
  CHECK(spans->items[0].parent_id == "eee19b7ec3c1b173");
  CHECK(spans->items[0].kind == "server");
  CHECK(spans->items[0].ended_ns - spans->items[0].started_ns == 1'000'000'000);
  CHECK(spans->items[0].attributes == R"({"my.span.attr":"some value"})");
  CHECK(spans->items[0].sender.service == "my.service");
  const auto points = read_points(Encoding::json, text_of(folder / "metrics.json"));
  REQUIRE(points.has_value());
  CHECK(points->items.size() == 3);
  CHECK(points->rejected == 1);  // an exponential histogram
}

TEST_CASE("spans without an id or a begin are rejected and counted, a message that is none is refused") {
  const auto read = read_spans(Encoding::json, R"({"resourceSpans": [{"scopeSpans": [{"spans": [
    {"traceId": "00000000000000000000000000000000", "spanId": "eee19b7ec3c1b174", "startTimeUnixNano": "1"},
    {"traceId": "5b8efff798038103d269b633813fc60c", "spanId": "short", "startTimeUnixNano": "1"},
    {"traceId": "5b8efff798038103d269b633813fc60c", "spanId": "eee19b7ec3c1b174"},
    {"traceId": "5b8efff798038103d269b633813fc60c", "spanId": "eee19b7ec3c1b174", "startTimeUnixNano": 7, "unknown": []}
  ]}]}]})");
  REQUIRE(read.has_value());
  CHECK(read->rejected == 3);
  REQUIRE(read->items.size() == 1);
  CHECK(read->items[0].ended_ns == 7);
  CHECK(read_spans(Encoding::json, "[]").error().code() == "observe.invalid_otlp");
  CHECK(read_spans(Encoding::json, "{").error().code() == "json.invalid");
  CHECK(read_spans(Encoding::protobuf, "\x0A\x05x").error().code() == "observe.invalid_otlp");
  CHECK(read_spans(Encoding::protobuf, "")->items.empty());
}

TEST_SUITE("telemetry of workloads") {
  TEST_CASE("a trace is there as soon as it was taken, with its tree, its errors and no span twice") {
    at_each_desk([](Desk& d) {
      const std::string body = request(
          "shop", span('a', 0, "GET /cart", 0, second) + span('b', 'a', "SELECT", second / 4, second / 2, true));

      CHECK(d.take(body, d.member).rejected == 0);
      CHECK(d.take(body, d.member).rejected == 0);

      const TracePage page = d.telemetry.list(d.member, {.component = "shop"}, "").value();
      REQUIRE(page.items.size() == 1);
      CHECK(page.items[0].name == "GET /cart");
      CHECK(page.items[0].spans == 2);
      CHECK(page.items[0].errors == 1);
      const Trace trace = d.telemetry.get(d.member, page.items[0].trace_id).value();
      REQUIRE(trace.spans.size() == 2);
      CHECK(trace.spans[1].span.parent_id == trace.spans[0].span.id);
      CHECK(trace.spans[1].span.message == "timeout");
      const auto shown = boost::json::parse(trace_body(trace));
      CHECK(shown.at("durationMs").as_double() == 1000.0);
      CHECK(shown.at_pointer("/spans/1/offsetMs").as_double() == 250.0);
      CHECK(shown.at_pointer("/spans/0/attributes/http.route") == "/cart");
    });
  }

  TEST_CASE("a trace is named by its root, also when a child began in the same instant and came first") {
    at_each_desk([](Desk& d) {
      d.take(request("shop", span('2', '1', "SELECT carts", 0, second)), d.admin);
      d.take(request("shop", span('1', 0, "GET /cart", 0, second)), d.admin);
      d.take(request("shop", span('3', '1', "render", 0, second)), d.admin);
      const TracePage page = d.telemetry.list(d.admin, {.component = "shop", .words = "GET /cart"}, "").value();
      REQUIRE(page.items.size() == 1);
      CHECK(page.items[0].spans == 3);
    });
  }

  TEST_CASE("nobody speaks for a component of others, and nobody sees its spans") {
    at_each_desk([](Desk& d) {
      const Acceptance foreign = d.take(request("tax", span('c', 'b', "rate", 0, second)), d.member);
      CHECK(foreign.rejected == 1);
      CHECK(foreign.reason.find("'tax' in 'production'") != std::string::npos);
      CHECK(d.take(request("", span('c', 'b', "rate", 0, second)), d.admin).rejected == 1);
      CHECK(d.take(request("shop", span('c', 'b', "x", 0, second), "moon"), d.admin).rejected == 1);

      d.take(request("shop", span('a', 0, "GET /cart", 0, second)), d.admin);
      d.take(request("tax", span('c', 'a', "rate", 0, second)), d.admin);
      const std::string id = d.telemetry.list(d.admin, {.component = "tax"}, "")->items.at(0).trace_id;
      CHECK(d.telemetry.get(d.admin, id)->spans.size() == 2);
      const Trace part = d.telemetry.get(d.member, id).value();
      CHECK(part.spans.size() == 1);
      CHECK(part.hidden == 1);
      CHECK(d.telemetry.list(d.member, {.component = "tax"}, "")->total == 0);
      CHECK(d.telemetry.get(d.stranger, id).error().code() == "observe.trace_not_found");
    });
  }

  TEST_CASE("lists are paged, filtered by name and by errors") {
    at_each_desk([](Desk& d) {
      for (int i = 0; i < 5; ++i) {
        const std::string id(16, static_cast<char>('A' + i));
        d.take(request("shop", field(2, field(1, id) + field(2, std::string(8, 'a')) +
                                            field(5, i % 2 ? "GET /cart" : "POST /pay") +
                                            fixed(7, begin + static_cast<std::uint64_t>(i)) + fixed(8, begin + second) +
                                            (i == 4 ? field(15, field(3, std::uint64_t{2})) : std::string()))),
               d.admin);
      }
      TracePage page = d.telemetry.list(d.admin, {.component = "shop", .limit = 2}, "").value();
      CHECK(page.total == 5);
      std::vector<std::int64_t> begins;
      for (;; page = d.telemetry.list(d.admin, {.component = "shop", .limit = 2}, page.next).value()) {
        for (const TraceHead& head : page.items) begins.push_back(head.started_ns - static_cast<std::int64_t>(begin));
        if (page.next.empty()) break;
      }
      CHECK(begins == std::vector<std::int64_t>{4, 3, 2, 1, 0});
      CHECK(d.telemetry.list(d.admin, {.component = "shop", .words = "pay"}, "")->total == 3);
      CHECK(d.telemetry.list(d.admin, {.component = "shop", .only_errors = true}, "")->total == 1);
      CHECK(d.telemetry.list(d.admin, {.component = "shop"}, "nonsense").error().code() == "http.invalid_query");
    });
  }

  TEST_CASE("secrets that are known do not show in spans") {
    at_each_desk([](Desk& d) {
      d.world.mask.secrets["shop"] = "s3cr3t-token";
      d.take(request("shop", span('a', 0, "GET /?token=s3cr3t-token", 0, second)), d.admin);
      const Trace trace =
          d.telemetry.get(d.admin, d.telemetry.list(d.admin, {.component = "shop"}, "")->items.at(0).trace_id).value();
      CHECK(trace.spans[0].span.name.find("s3cr3t") == std::string::npos);
    });
  }

  TEST_CASE("traces go after three days") {
    at_each_desk([](Desk& d) {
      d.take(request("shop", span('a', 0, "GET /cart", 0, second)), d.admin);
      d.world.kernel.clock.advance(std::chrono::hours(71));
      d.telemetry.clean_up();
      CHECK(d.telemetry.list(d.admin, {.component = "shop"}, "")->total == 1);
      d.world.kernel.clock.advance(std::chrono::hours(2));
      d.telemetry.clean_up();
      CHECK(d.telemetry.list(d.admin, {.component = "shop"}, "")->total == 0);
    });
  }

  TEST_CASE("values keep the last of fifteen seconds, deltas their sum, and a place has no more series than it may") {
    at_each_desk([](Desk& d) {
      const auto now =
          static_cast<std::uint64_t>(d.world.kernel.clock.now().time_since_epoch().count()) * 1'000 + second;
      const auto point = [&](double value) {
        return field(1, fixed(3, now) + fixed(4, value) + field(7, attribute("queue", "mail")));
      };
      const auto metric = [&](const std::string& name, std::uint32_t shape, const std::string& data) {
        return field(2, field(1, name) + field(3, "1") + field(shape, data));
      };
      std::string metrics = metric("depth", 5, point(3) + point(4)) +
                            metric("sent", 7, point(2) + point(5) + field(2, std::uint64_t{1})) +
                            metric("nan", 5, point(std::bit_cast<double>(0x7FF8000000000000ULL)));
      const auto taken = d.telemetry.take_points(d.member, Encoding::protobuf, request("shop", metrics));
      REQUIRE(taken.has_value());
      CHECK(taken->rejected == 1);
      const auto measures = d.telemetry.measures(d.member, "shop", "production").value();
      REQUIRE(measures.size() == 2);
      CHECK(measures[0].metric == "depth");
      CHECK(measures[0].labels == R"({"queue":"mail"})");
      CHECK(measures[0].values.at(0).value == 4);
      CHECK(measures[1].kind == "delta");
      CHECK(measures[1].values.at(0).value == 7);
      CHECK_FALSE(d.telemetry.measures(d.stranger, "shop", "production").has_value());

      std::string many;
      for (int i = 0; i < 600; ++i) many += metric("m" + std::to_string(i), 5, point(1));
      CHECK(d.telemetry.take_points(d.member, Encoding::protobuf, request("shop", many))->rejected == 102);
    });
  }
}

TEST_CASE("what was rejected is told in the encoding of the request") {
  CHECK(acceptance_body({}, Encoding::json, "rejectedSpans") == "{}");
  CHECK(acceptance_body({}, Encoding::protobuf, "rejectedSpans").empty());
  CHECK(acceptance_body({3, "why"}, Encoding::json, "rejectedSpans") ==
        R"({"partialSuccess":{"rejectedSpans":"3","errorMessage":"why"}})");
  const std::string wire = acceptance_body({300, "why"}, Encoding::protobuf, "rejectedSpans");
  ProtoReader outer(wire);
  REQUIRE(outer.next());
  ProtoReader inner(outer.bytes());
  REQUIRE(inner.next());
  CHECK(inner.varint() == 300);
  REQUIRE(inner.next());
  CHECK(inner.bytes() == "why");
}

}  // namespace towpath::observe
