#include "runner_service.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "base/id.h"
#include "base/random_text.h"
#include "base/sha256.h"
#include "log/log.h"

namespace towpath::runners {
namespace {

constexpr std::size_t secret_length = 40;
constexpr std::chrono::hours longest_lifetime{24};
constexpr std::int64_t most_tokens = 1000, most_running = 256;
constexpr std::chrono::seconds seen_interval{30};
constexpr std::chrono::seconds offline_after{60};
/// What fits in an answer that comes as one event.
constexpr std::size_t longest_order = 700 << 10;
constexpr int most_tries = 20;  ///< Jobs whose order cannot be made, for one poll.

std::string hash_of(const Secret& secret) { return sha256_hex(secret.reveal()); }

Error no_runner(const std::string& id) {
  return not_found("runners.not_found", fmt::format("There is no runner {}.", id)).with_hint("towpath runner list");
}

Error unknown_runner() {
  return unauthenticated("runners.unknown_runner",
                         "This server does not know the runner; it was removed, or registered elsewhere.")
      .with_hint("Register it anew: towpath runner register --server URL --token-file FILE");
}

/// The leases name the machine by this.
std::string lease_name(const Runner& runner) { return "runner:" + runner.id; }

std::vector<std::string> labels_of(const std::string& spec) {
  std::vector<std::string> out;
  const boost::json::value value = boost::json::parse(spec);
  if (const auto* labels = value.as_object().if_contains("labels"))
    for (const boost::json::value& label : labels->as_array()) out.emplace_back(label.as_string());
  return out;
}

}  // namespace

void RunnerService::announce(db::Tx& tx, const char* type, const Runner& runner, const std::string& actor,
                             std::int64_t jobs) {
  boost::json::object payload{{"name", runner.name},
                              {"labels", boost::json::array(runner.labels.begin(), runner.labels.end())}};
  if (jobs > 0) payload["jobs"] = jobs;
  kernel_.events.append(
      tx, {.type = type, .subject = "runner:" + runner.id, .actor = actor, .payload = boost::json::serialize(payload)});
}

Result<RegistrationToken> RunnerService::make_token(const auth::Principal& principal, std::chrono::seconds lifetime) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "runner.manage", {}));
  if (lifetime < std::chrono::minutes(1) || lifetime > longest_lifetime)
    return invalid_input("runners.invalid_lifetime", "A registration token lives from one minute to one day.")
        .with_field("/expiresInSeconds", "must be from 60 to 86400");
  RegistrationToken token{random_text(secret_length), kernel_.clock.now() + lifetime};
  CHECK_OK(kernel_.db.transact([&](db::Tx& tx) -> Status {
    store_.drop_expired_tokens(tx, kernel_.clock.now());
    if (store_.count_tokens(tx) >= most_tokens)
      return conflict("runners.too_many_tokens", fmt::format("There are {} unused registration tokens.", most_tokens))
          .with_hint("Wait until some have expired.");
    store_.insert_token(tx, hash_of(token.secret), principal.ref, kernel_.clock.now(), token.expires_at);
    return ok();
  }));
  return token;
}

Result<std::vector<RunnerView>> RunnerService::list(const auth::Principal& principal) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "runner.read", {}));
  std::map<std::string, std::int64_t> jobs;
  for (const auto& [name, count] : nodes_.held()) jobs[name] = count;
  std::vector<RunnerView> out;
  for (Runner& runner : kernel_.db.read([&](db::Tx& tx) { return store_.list(tx); })) {
    const bool is_there = !runner.has_left && runner.seen_at && kernel_.clock.now() - *runner.seen_at < offline_after;
    const auto count = jobs.find(lease_name(runner));
    RunnerView view{std::move(runner), "", count == jobs.end() ? 0 : count->second};
    view.state = !is_there ? "offline" : view.runner.is_draining ? "draining" : "online";
    out.push_back(std::move(view));
  }
  return out;
}

Result<Runner> RunnerService::changed(const auth::Principal& principal, const std::string& id_or_name,
                                      const std::function<void(db::Tx&, Runner&)>& change) {
  CHECK_OK(auth::check(kernel_.authorizer, principal, "runner.manage", {}));
  return kernel_.db.transact([&](db::Tx& tx) -> Result<Runner> {
    auto runner = store_.find(tx, id_or_name);
    if (!runner) return no_runner(id_or_name);
    change(tx, *runner);
    tx.notify(changes_channel);
    return std::move(*runner);
  });
}

Result<Runner> RunnerService::drain(const auth::Principal& principal, const std::string& id_or_name) {
  return changed(principal, id_or_name, [&](db::Tx& tx, Runner& runner) {
    if (std::exchange(runner.is_draining, true)) return;
    store_.set_draining(tx, runner.id, true);
    announce(tx, "runner.draining", runner, principal.ref);
  });
}

Status RunnerService::remove(const auth::Principal& principal, const std::string& id_or_name) {
  TRY(const Runner runner, changed(principal, id_or_name, [&](db::Tx& tx, Runner& found) {
        store_.remove(tx, found.id);
        announce(tx, "runner.removed", found, principal.ref);
      }));
  nodes_.lose(lease_name(runner));
  return ok();
}

Result<RegisteredRunner> RunnerService::enrol(const NewRunner& given) {
  CHECK_OK(check_protocol(given.protocol, given.version));
  CHECK_OK(check_runner(given));
  RegisteredRunner out;
  out.credential = random_text(secret_length);
  out.runner.id = new_ulid();
  out.runner.name = given.name;
  out.runner.labels = given.labels;
  out.runner.version = given.version;
  CHECK_OK(kernel_.db.transact([&](db::Tx& tx) -> Status {
    out.runner.created_at = kernel_.clock.now();
    const auto by = store_.use_token(tx, hash_of(given.token), out.runner.created_at);
    if (!by)
      return unauthenticated("runners.invalid_token", "The registration token is unknown, was used, or has expired.")
          .with_hint("Make a new one: towpath runner token");
    out.runner.created_by = *by;
    if (!store_.insert(tx, out.runner, hash_of(out.credential)))
      return conflict("runners.duplicate_name", fmt::format("There is a runner {} already.", given.name))
          .with_hint("Give this one another name with --name, or remove the other: towpath runner remove " +
                     given.name);
    announce(tx, "runner.registered", out.runner, *by);
    return ok();
  }));
  return out;
}

Result<Runner> RunnerService::authenticate(const Secret& credential) {
  if (credential.empty()) return unknown_runner();
  auto runner = kernel_.db.read([&](db::Tx& tx) { return store_.by_credential(tx, hash_of(credential)); });
  if (!runner) return unknown_runner();
  return std::move(*runner);
}

void RunnerService::note_seen(const Runner& runner, const std::string& version) {
  const UtcTime now = kernel_.clock.now();
  if (!runner.has_left && runner.seen_at && now - *runner.seen_at < seen_interval && runner.version == version) return;
  (void)kernel_.db.transact([&](db::Tx& tx) -> Status {
    store_.note_seen(tx, runner.id, version, now);
    return ok();
  });
}

void RunnerService::note_left(const Runner& runner) {
  (void)kernel_.db.transact([&](db::Tx& tx) -> Status {
    store_.note_left(tx, runner.id);
    return ok();
  });
}

std::optional<Assignment::Job> RunnerService::take_job(const Runner& runner, UtcTime until) {
  const auto fits = [&](const std::string& spec) { return serves(runner.labels, labels_of(spec)); };
  for (int tries = 0; tries < most_tries; ++tries) {
    const auto work = nodes_.claim(lease_name(runner), until, fits);
    if (!work) return std::nullopt;
    const runs::RemoteHold hold{work->node.id, work->fence};
    auto order = orders_.order(work->run, work->node);
    if (order.has_value() && order->size() > longest_order)
      order = failed("runners.order_too_large", "The workflow is too large to be sent to a runner.");
    if (order.has_value()) return Assignment::Job{hold, work->node.title, std::move(*order), work->node.attempt};
    runs::RemoteReport report;
    report.end = runs::RemoteEnd{runs::NodeState::failed, "{}", order.error(), false};
    if (const auto told = nodes_.report(lease_name(runner), hold, 1, {report}); !told.has_value())
      log::warn("a job that cannot run could not be ended", {{"detail", told.error().message()}});
  }
  return std::nullopt;
}

Result<Assignment> RunnerService::answer(const Poll& poll) {
  if (poll.running.size() > most_running)
    return invalid_input("runners.too_many_jobs", fmt::format("A runner works on at most {} jobs.", most_running));
  const auto runner = kernel_.db.read([&](db::Tx& tx) { return store_.find(tx, poll.runner.id); });
  if (!runner) return unknown_runner();
  const UtcTime until = kernel_.clock.now() + options_.lease;
  Assignment out;
  out.stops = nodes_.renew(lease_name(*runner), until, poll.running);
  out.drains = runner->is_draining && !poll.is_draining;
  if (poll.free > 0 && !poll.is_draining && !runner->is_draining) out.job = take_job(*runner, until);
  return out;
}

void RunnerService::expire() {
  std::map<std::string, std::int64_t> lost;
  for (const auto& [name, hold] : nodes_.expire(kernel_.clock.now())) ++lost[name];
  if (lost.empty()) return;
  (void)kernel_.db.transact([&](db::Tx& tx) -> Status {
    for (const Runner& runner : store_.list(tx))
      if (const auto count = lost.find(lease_name(runner)); count != lost.end())
        announce(tx, "runner.lost", runner, "system", count->second);
    return ok();
  });
  for (const auto& [name, count] : lost) log::warn("a runner was not heard of", {{"runner", name}, {"jobs", count}});
}

}  // namespace towpath::runners
