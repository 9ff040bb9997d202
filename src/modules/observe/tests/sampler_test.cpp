#include "sampler.h"

#include <doctest/doctest.h>

#include "metrics_service.h"
#include "observe_world.h"

namespace towpath::observe {
namespace {

using std::chrono::seconds;

void for_each_world(const std::function<void(World&)>& test) {
  db::testing::for_each_lasting_engine(towpath::testing::with_kernel_migrations(migrations()),
                                       [&](db::testing::TestDatabase& database) {
                                         World world(database.db());
                                         test(world);
                                       });
}

struct Sampling {
  explicit Sampling(World& w) : world(w) {}
  void pass(std::uint64_t cpu, std::uint64_t requests, std::uint64_t errors, std::vector<std::uint64_t> buckets) {
    world.workloads.set_usage(instance, {cpu, 1'000, 5'000, restarts});
    world.requests.routes["route-shop"] = {"", requests, 0, errors, 0, std::move(buckets)};
    sampler.pass();
    world.kernel.clock.advance(seconds(15));
  }
  Chart chart(seconds range, seconds step) {
    MetricsService service(world.lent, world.ports, options);
    const UtcTime now = world.kernel.clock.now();
    return service.chart(principal("admin"), {"shop", "production", now - range, now, step}).value();
  }

  World& world;
  ObserveOptions options;
  Sampler sampler{world.lent, world.ports, options};
  std::string instance = world.start(1).instance_id;
  std::uint64_t restarts = 0;
};

double sum(const Chart::Column& column) {
  double total = 0;
  for (const auto& value : column) total += value.value_or(0);
  return total;
}

}  // namespace

TEST_CASE("quantiles come from where values lie in their buckets, and not from nothing") {
  const std::vector<double> bounds{0.01, 0.1, 1};

  CHECK(histogram_quantile(bounds, {10, 0, 0, 0}, 0.5).value() == doctest::Approx(0.005));
  CHECK(histogram_quantile(bounds, {0, 10}, 0.95).value() == doctest::Approx(0.0955));
  CHECK(histogram_quantile(bounds, {5, 5, 0, 0}, 0.5).value() == doctest::Approx(0.01));
  CHECK(histogram_quantile(bounds, {0, 0, 0, 3}, 0.5).value() == doctest::Approx(1));
  CHECK_FALSE(histogram_quantile(bounds, {0, 0}, 0.5).has_value());
  CHECK_FALSE(histogram_quantile(bounds, {}, 0.5).has_value());
}

TEST_CASE("samples are rates of what happened between two looks, null before there are two") {
  for_each_world([](World& world) {
    Sampling sampling(world);
    sampling.pass(1'000'000, 100, 10, {50, 50, 0, 0});
    sampling.pass(2'500'000, 130, 16, {50, 80, 0, 0});
    sampling.pass(2'500'000, 130, 16, {50, 80, 0, 0});

    const Chart chart = sampling.chart(seconds(60), seconds(15));

    REQUIRE(chart.times.size() >= 4);
    std::vector<std::size_t> known;
    for (std::size_t i = 0; i < chart.times.size(); ++i)
      if (chart.requests_per_second[i]) known.push_back(i);
    REQUIRE(known.size() == 2);
    CHECK(*chart.requests_per_second[known[0]] == doctest::Approx(2));
    CHECK(*chart.errors_5xx_per_second[known[0]] == doctest::Approx(0.4));
    CHECK(*chart.cpu_cores[known[0]] == doctest::Approx(0.1));
    CHECK(*chart.latency_p95_seconds[known[0]] > 0.09);
    CHECK(*chart.requests_per_second[known[1]] == doctest::Approx(0));
    CHECK_FALSE(chart.latency_p50_seconds[known[1]].has_value());
    CHECK(*chart.memory_bytes[known[1]] == 1'000);
    CHECK_FALSE(chart.cpu_cores[known[0] - 1].has_value());
  });
}

TEST_CASE("counters that begin anew count what they have reached") {
  for_each_world([](World& world) {
    Sampling sampling(world);
    sampling.pass(9'000'000, 1'000, 0, {1'000});
    sampling.pass(1'500'000, 30, 3, {30});

    const Chart chart = sampling.chart(seconds(60), seconds(15));

    CHECK(sum(chart.cpu_cores) == doctest::Approx(0.1));
    CHECK(sum(chart.requests_per_second) == doctest::Approx(2));
    CHECK(sum(chart.errors_5xx_per_second) == doctest::Approx(0.2));
  });
}

TEST_CASE("a server that starts again does not count twice, and a new instance does not count what the old one used") {
  for_each_world([](World& world) {
    Sampling sampling(world);
    sampling.pass(1'000'000, 100, 0, {100});
    Sampler fresh(world.lent, world.ports, sampling.options);
    fresh.pass();
    world.kernel.clock.advance(seconds(15));
    CHECK(sum(sampling.chart(seconds(60), seconds(15)).requests_per_second) == 0);

    world.workloads.end(sampling.instance, world.kernel.clock.now());
    const std::string next = world.start(2).instance_id;
    world.workloads.set_usage(next, {50'000'000, 1, 2, 0});
    fresh.pass();
    world.kernel.clock.advance(seconds(15));

    CHECK(sum(sampling.chart(seconds(60), seconds(15)).cpu_cores) == 0);
  });
}

TEST_CASE("a proxy that does not answer leaves a gap and not zeros") {
  for_each_world([](World& world) {
    Sampling sampling(world);
    sampling.pass(1, 1, 0, {1});
    world.requests.is_answering = false;
    sampling.pass(2, 2, 0, {2});

    for (const auto& value : sampling.chart(seconds(60), seconds(15)).requests_per_second)
      CHECK_FALSE(value.has_value());
  });
}

TEST_CASE("minutes hold what the samples of a minute held, and outlive them") {
  for_each_world([](World& world) {
    Sampling sampling(world);
    for (std::uint64_t i = 0; i < 20; ++i) sampling.pass(i * 1'500'000, i * 30, i * 3, {i * 30});
    const Chart by_minute = sampling.chart(seconds(600), seconds(60));
    CHECK(*std::max_element(by_minute.requests_per_second.begin(), by_minute.requests_per_second.end()) ==
          doctest::Approx(2));
    CHECK(*std::max_element(by_minute.cpu_cores.begin(), by_minute.cpu_cores.end()) == doctest::Approx(0.1));

    world.kernel.clock.advance(std::chrono::hours(25));
    sampling.sampler.clean_up();
    const auto range = std::chrono::hours(26);
    CHECK(sum(sampling.chart(range, seconds(120)).requests_per_second) > 1);
    world.kernel.clock.advance(std::chrono::hours(24 * 7));
    sampling.sampler.clean_up();
    CHECK(sum(sampling.chart(std::chrono::hours(24 * 9), seconds(60)).requests_per_second) == 0);
  });
}

TEST_CASE("a chart is never longer than a thousand steps, and a range that is none is refused") {
  for_each_world([](World& world) {
    Sampling sampling(world);
    MetricsService service(world.lent, world.ports, sampling.options);
    const UtcTime now = world.kernel.clock.now();

    const auto week =
        service.chart(principal("admin"), {"shop", "production", now - std::chrono::hours(24 * 7), now, seconds(15)});
    const auto backwards = service.chart(principal("admin"), {"shop", "production", now, now - seconds(1), {}});

    REQUIRE(week.has_value());
    CHECK(week->times.size() <= 1'001);
    CHECK(week->step % seconds(60) == seconds(0));
    REQUIRE_FALSE(backwards.has_value());
    CHECK(backwards.error().code() == "observe.invalid_range");
  });
}

TEST_CASE("without workloads nothing is written") {
  for_each_world([](World& world) {
    ObserveOptions options;
    Sampler sampler(world.lent, world.ports, options);
    const auto before = world.lent.db.load().committed_writes;

    sampler.pass();

    CHECK(world.lent.db.load().committed_writes == before);
  });
}

}  // namespace towpath::observe
