#include "parts_bench.h"

#include <fmt/core.h>

#include <stdexcept>
#include <thread>

#include "catalog/module.h"
#include "rig.h"
#include "template/template.h"

namespace towpath::bench {
namespace {

struct NoSources final : catalog::SourceReader {
  Result<std::string> read(const std::string&, const std::string&, const std::string&) override {
    return not_found("bench.no_file", "There are no repositories here.");
  }
};

std::string components(int first, int number) {
  std::string text;
  for (int i = first; i < first + number; ++i)
    text += fmt::format(
        "---\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: service-{:05}\n  description: A "
        "service "
        "of the benchmark\n  tags: [java, tier-{}]\nspec:\n  type: service\n  lifecycle: production\n  owner: "
        "group:team-{}\n",
        i, i % 3, i % 50);
  return text;
}

}  // namespace

void measure_catalog(Report& report) {
  constexpr int entities = 10'000, entities_at_once = 500, pages = 100;
  NoSources sources;
  // The module is made first to ask it for its migrations, on a database that knows only the event log.
  std::vector<db::Migration> migrations;
  {
    Rig rig("", db::Durability::normal, {});
    migrations = catalog::make_module(rig.kernel(), sources)->migrations();
  }
  Rig rig("", db::Durability::normal, std::move(migrations));
  const auto module = catalog::make_module(rig.kernel(), sources);
  module->start();
  const auto system = auth::system_principal();
  for (int at = 0; at < entities; at += entities_at_once)
    module->catalog().apply(system, components(at, entities_at_once), "bench.yaml").value();
  Measurement list{.name = "catalog.list_100_of_10000", .unit = "ms", .rounds = {}};
  Measurement search{.name = "catalog.search_10000", .unit = "ms", .rounds = {}};
  const auto ms_of = [&](catalog::EntityFilter filter) {
    std::vector<double> times;
    for (int i = 0; i < pages; ++i) {
      filter.after = fmt::format("component:default/service-{:05}", i * 90);
      times.push_back(seconds_of([&] { module->catalog().list(system, filter).value(); }) * 1e3);
    }
    return quantile(times, 0.5);
  };
  catalog::EntityFilter text;
  text.text = "service-09";
  for (int round = 0; round < report.rounds(); ++round) {
    list.rounds.push_back(ms_of({}));
    search.rounds.push_back(ms_of(text));
  }
  module->stop();
  report.add(std::move(list));
  report.add(std::move(search));
}

void measure_events(Report& report) {
  constexpr int writers = 8, each = 250;
  Measurement row{.name = "events.append_and_seal_full", .unit = "events/s", .rounds = {}};
  for (int round = 0; round < report.rounds(); ++round) {
    Rig rig("", db::Durability::full, {});
    const auto write = [&] {
      for (int i = 0; i < each; ++i) {
        const auto written = rig.db().transact([&](db::Tx& tx) -> Result<events::EventId> {
          return rig.events().append(tx, {.type = "bench.event.made",
                                          .subject = "bench:1",
                                          .actor = "system",
                                          .payload = R"({"some":"payload","of":"a usual size"})"});
        });
        written.value();
      }
    };
    row.rounds.push_back(writers * each / seconds_of([&] {
                           std::vector<std::thread> threads;
                           for (int i = 0; i < writers; ++i) threads.emplace_back(write);
                           for (std::thread& thread : threads) thread.join();
                         }));
    if (rig.events().verify().checked != writers * each) throw std::runtime_error("events are missing");
  }
  report.add(std::move(row));
}

void measure_template(Report& report) {
  constexpr int renders = 2'000;
  std::string text = "# ${{ values.name | title }}\n";
  for (int i = 0; i < 12; ++i)
    text +=
        "{% for port in values.ports %}\n{% if port > 8000 %}\n- ${{ values.name | lower }}: ${{ port + 1 }}\n"
        "{%- else %}\n- ${{ values.owner or \"nobody\" }}\n{%- endif %}\n{% endfor %}\n";
  const auto parsed = tmpl::Template::parse(text, "bench.md").value();
  tmpl::Object values;
  values.set("name", "Payments Service");
  values.set("owner", "team-payments");
  values.set("ports", tmpl::Array{8080, 7000, 9090});
  tmpl::Object context;
  context.set("values", values);
  Measurement row{.name = "template.render_40_lines", .unit = "us", .rounds = {}};
  for (int round = 0; round < report.rounds(); ++round)
    row.rounds.push_back(seconds_of([&] {
                           for (int i = 0; i < renders; ++i)
                             if (parsed.render(context).value().empty()) throw std::runtime_error("nothing rendered");
                         }) *
                         1e6 / renders);
  report.add(std::move(row));
}

}  // namespace towpath::bench
