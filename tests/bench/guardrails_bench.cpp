#include <fmt/core.h>

#include <boost/json.hpp>

#include "catalog/module.h"
#include "guard.h"
#include "input.h"
#include "parts_bench.h"
#include "rig.h"
#include "runs/module.h"
#include "waiver_service.h"
#include "what_if.h"

namespace towpath::bench {
namespace {

struct NoSources final : catalog::SourceReader {
  Result<std::string> read(const std::string&, const std::string&, const std::string&) override {
    return not_found("bench.no_file", "There are no repositories here.");
  }
};

/// A policy of the kind that is asked on every deployment.
std::string policy(int number) {
  return fmt::format(
      "---\napiVersion: towpath.dev/v1alpha1\nkind: Policy\nmetadata: {{name: bench-{}}}\nspec:\n  owner: platform\n"
      "  gates: [deploy]\n  condition: environment.type == 'production' && commit.checks.all(c, c.state == "
      "'succeeded') "
      "&& resources.filter(r, r.type == 'postgres').all(r, r.backup != 'none') && release.number > {}.0\n"
      "  mode: soft\n  message: No.\n",
      number, number - 100);
}

/// As delivery asks, for a service with two resources and three checks.
gate::Question question(int number) {
  gate::Question out;
  out.gate = "deploy";
  out.subject = fmt::format("component:default/service-{}", number % 50);
  out.cause = fmt::format("deployment:{}", number);
  out.facts = boost::json::serialize(boost::json::parse(fmt::format(
      R"({{"deployment":{{"id":"{0}","mode":"deploy"}},"environment":{{"name":"production","type":"production"}},
        "release":{{"id":"{0}","number":{0},"bundle":"sha256:00","createdAt":"2026-01-05T09:00:00Z"}},
        "commit":{{"sha":"0123456789","repository":"service","branch":"main","approvedBy":["user:default/ben"],
          "checks":[{{"name":"ci","state":"succeeded"}},{{"name":"lint","state":"{1}"}},{{"name":"scan","state":"succeeded"}}]}},
        "workload":{{"name":"service","annotations":{{}},"containers":[{{"name":"main","image":"sha256:00","isPinned":true,
          "hasReadinessProbe":true,"hasLivenessProbe":true,"variables":["PORT","DB_HOST","DB_PASSWORD"]}}]}},
        "resources":[{{"name":"db","type":"postgres","class":"default","params":{{}},"backup":"daily"}},
          {{"name":"web","type":"route","class":"default","params":{{"path":"/"}}}}]}})",
      number, number % 7 == 0 ? "failed" : "succeeded")));
  out.attributes = {fmt::format("group:default/team-{}", number % 10), "service", "production"};
  out.override_reason = "the benchmark goes on";
  return out;
}

}  // namespace

void measure_guardrails(Report& report) {
  constexpr int policies = 10, timed = 400, kept = 10'000;
  NoSources sources;
  std::vector<db::Migration> migrations;
  {
    Rig rig("", db::Durability::normal, {});
    const auto catalog = catalog::make_module(rig.kernel(), sources);
    const auto runs = runs::make_module(rig.kernel(), {});
    const auto module = standards::make_module(rig.kernel(), {*catalog, runs->runs()});
    for (const auto& of : {catalog->migrations(), runs->migrations(), module->migrations()})
      migrations.insert(migrations.end(), of.begin(), of.end());
  }
  Rig rig("", db::Durability::normal, std::move(migrations));
  const auto catalog = catalog::make_module(rig.kernel(), sources);
  const auto runs = runs::make_module(rig.kernel(), {});
  const Kernel kernel = rig.kernel();
  standards::StandardsPorts ports{*catalog, runs->runs()};
  standards::PolicyBook book(catalog->catalog());
  standards::WaiverService waivers(kernel, ports, book);
  standards::PolicyGuard guard(kernel, ports, book, waivers);
  const standards::WhatIfService what_if(kernel, book);
  const auto system = auth::system_principal();
  for (int i = 0; i < policies; ++i) catalog->catalog().apply(system, policy(i), "bench.yaml").value();
  book.refresh();
  std::vector<const standards::CompiledPolicy*> ten;
  const auto set = book.all();
  for (const auto& each : *set)
    if (each->policy.name.starts_with("bench-")) ten.push_back(each.get());
  Measurement evaluated{.name = "guardrails.decision_10_policies",
                        .unit = "ms",
                        .rounds = {},
                        .target = {.at_most = 0.5},
                        .note = "p50 of the evaluation of a deployment's input by ten policies, without keeping it"};
  Measurement whole{.name = "guardrails.decision_kept",
                    .unit = "ms",
                    .rounds = {},
                    .note =
                        "p50 of a question with what the catalog knows, all policies that are about it, and the "
                        "decision committed"};
  Measurement replay{.name = "guardrails.what_if_10000",
                     .unit = "s",
                     .rounds = {},
                     .target = {.at_most = 2.0},
                     .note = "one changed policy over 10,000 kept decisions"};
  int number = 0;
  for (int round = 0; round < report.rounds(); ++round) {
    std::vector<double> pure, full;
    for (int i = 0; i < timed; ++i, ++number) {
      const gate::Question asked = question(number);
      const auto input = standards::input_of(system, asked, catalog->catalog(), {}, kernel.clock.now());
      pure.push_back(seconds_of([&] { standards::evaluate(book.cel(), ten, input); }) * 1e3);
      full.push_back(seconds_of([&] { static_cast<void>(guard.pass(system, asked)); }) * 1e3);
    }
    evaluated.rounds.push_back(quantile(pure, 0.5));
    whole.rounds.push_back(quantile(full, 0.5));
  }
  for (; number < kept; ++number) static_cast<void>(guard.pass(system, question(number)));
  for (int round = 0; round < report.rounds(); ++round)
    replay.rounds.push_back(seconds_of([&] { what_if.replay(system, policy(200), "bench.yaml", 400, kept).value(); }));
  report.add(std::move(evaluated));
  report.add(std::move(whole));
  report.add(std::move(replay));
}

}  // namespace towpath::bench
