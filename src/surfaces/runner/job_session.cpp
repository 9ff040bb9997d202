#include "job_session.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/base64.h"
#include "base/strings.h"
#include "log/log.h"

namespace towpath::runner {
namespace {

namespace fs = std::filesystem;
using Steady = std::chrono::steady_clock;

constexpr std::size_t longest_line = 1 << 20, longest_plain_line = 256 << 10;
constexpr std::size_t batch_reports = 500, batch_bytes = 1 << 20;
constexpr std::chrono::milliseconds batch_time{150}, first_pause{250}, longest_pause{5'000};

std::int64_t microseconds(UtcTime t) { return t.time_since_epoch().count(); }

std::string_view to_text(runs::StepOutcome outcome) {
  switch (outcome) {
    case runs::StepOutcome::succeeded:
      return "succeeded";
    case runs::StepOutcome::failed:
      return "failed";
    case runs::StepOutcome::skipped:
      return "skipped";
    case runs::StepOutcome::cancelled:
      return "cancelled";
    case runs::StepOutcome::timed_out:
      return "timed_out";
  }
  return "failed";
}

/// The server may be back later; anything else it said of what it was told, and will say again.
bool passes(const Error& error) { return error.kind() == ErrorKind::unavailable || error.kind() == ErrorKind::failed; }

std::string report_of(std::string_view kind, boost::json::object value) {
  return boost::json::serialize(boost::json::object{{kind, std::move(value)}});
}

}  // namespace

JobSession::JobSession(SessionSurroundings& surroundings, fs::path folder, Hold hold)
    : s_(surroundings), folder_(std::move(folder)), hold_(hold), spool_(folder_ / "spool.jsonl") {
  auto blobs = blob::open_folder((folder_ / "blobs").string());
  if (!blobs.has_value()) throw std::runtime_error(blobs.error().message());
  blobs_ = std::move(*blobs);
}

JobSession::~JobSession() {
  stop_.request_stop();
  teller_.request_stop();
  if (teller_.joinable()) teller_.join();  // first: it may be joining the worker
  if (worker_.joinable()) worker_.join();
  blobs_.reset();
  std::error_code ignored;  // what is left goes when the runner starts again
  if (is_over_) fs::remove_all(folder_, ignored);
}

void JobSession::begin(Offer offer) {
  teller_ = std::jthread([this](std::stop_token stop) { tell(stop); });
  worker_ = std::jthread([this, offer = std::move(offer)] {
    runs::NodeResult result;
    try {
      result = work(offer);
    } catch (const std::exception& e) {  // boundary: an exception ends this job only
      log::error("a job ended by an exception", {{"node", hold_.node}, {"error", e.what()}});
      result = runs::NodeResult::failure(failed("internal", "Something went wrong in the runner; its log says what."));
    }
    close_steps(result.state == runs::NodeState::succeeded   ? runs::StepOutcome::succeeded
                : result.state == runs::NodeState::cancelled ? runs::StepOutcome::cancelled
                                                             : runs::StepOutcome::failed);
    add_end(result, is_given_up_ && result.state != runs::NodeState::succeeded);
  });
}

void JobSession::resume() {
  is_resumed_ = true;
  std::error_code ignored;  // made anew by nobody: the job does not go on
  fs::remove_all(folder_ / "job", ignored);
  const std::int64_t count = spool_.count();
  const auto last = count == 0 ? std::vector<std::string>() : spool_.from(count, 1, batch_bytes);
  if (last.empty() || !last.front().starts_with(R"({"end":)")) {
    add_end({}, true);
  } else {
    const std::lock_guard lock(mutex_);
    is_complete_ = true;
  }
  teller_ = std::jthread([this](std::stop_token stop) { tell(stop); });
}

void JobSession::end_early(const std::string& reason) {
  if (reason == "lost") is_lost_ = true;
  if (reason == "given_up") is_given_up_ = true;
  stop_.request_stop();
  const std::lock_guard lock(mutex_);
  changed_.notify_all();
}

runs::NodeResult JobSession::work(const Offer& offer) {
  const auto order = pipelines::JobOrder::from_json(offer.order);
  if (!order.has_value()) return runs::NodeResult::failure(order.error());
  const auto engine = s_.spawner.report().engine;
  if (s_.sandbox == Sandbox::required && engine == process::SandboxReport::Engine::none)
    return runs::NodeResult::failure(
        failed("process.sandbox_unavailable", "The runner's machine allows no sandbox, which this runner requires."));
  const auto mode = s_.sandbox == Sandbox::off ? pipelines::SandboxMode::off : pipelines::SandboxMode::automatic;
  const pipelines::JobMachine machine{s_.spawner, *blobs_, mode, {}};
  return pipelines::run_job(*order, *this, machine, folder_ / "job");
}

// ---- what happens, into the spool

void JobSession::add(const std::string& report) {
  spool_.add(report);
  const std::lock_guard lock(mutex_);
  ++added_;
  changed_.notify_all();
}

void JobSession::add_end(const runs::NodeResult& result, bool is_lost) {
  boost::json::object end{{"state", is_lost ? "lost" : to_string(result.state)}, {"outputs", result.outputs}};
  if (result.error)
    end["error"] = boost::json::object{{"kind", to_string(result.error->kind())},
                                       {"code", result.error->code()},
                                       {"message", masker_.mask(result.error->message())},
                                       {"hint", masker_.mask(result.error->hint())}};
  spool_.add(report_of("end", std::move(end)));
  const std::lock_guard lock(mutex_);
  is_complete_ = true;
  changed_.notify_all();
}

int JobSession::begin_step(std::string name) {
  const std::lock_guard lock(steps_mutex_);
  const int index = next_step_++;
  OpenStep& step = steps_[index];
  step.name = masker_.mask(name);
  step.started_at = clock_.now();
  step.stream = std::make_unique<mask::MaskedStream>(masker_);
  add(report_of(
      "step",
      {{"index", index}, {"name", step.name}, {"state", "running"}, {"startedAt", microseconds(step.started_at)}}));
  return index;
}

void JobSession::end_step(int index, runs::StepOutcome outcome, std::optional<int> exit_code) {
  const std::lock_guard lock(steps_mutex_);
  const auto found = steps_.find(index);
  if (found == steps_.end()) return;
  OpenStep& step = found->second;
  add_lines(index, step, step.stream->flush(), true);
  boost::json::object report{{"index", index},
                             {"name", step.name},
                             {"state", to_text(outcome)},
                             {"startedAt", microseconds(step.started_at)},
                             {"finishedAt", microseconds(clock_.now())}};
  if (exit_code) report["exitCode"] = *exit_code;
  add(report_of("step", std::move(report)));
  steps_.erase(found);
}

void JobSession::close_steps(runs::StepOutcome outcome) {
  std::vector<int> open;
  {
    const std::lock_guard lock(steps_mutex_);
    for (const auto& [index, step] : steps_) open.push_back(index);
  }
  for (const int index : open) end_step(index, outcome, std::nullopt);
}

void JobSession::skip_step(std::string name) {
  const std::lock_guard lock(steps_mutex_);
  add(report_of("step", {{"index", next_step_++}, {"name", masker_.mask(name)}, {"state", "skipped"}}));
}

void JobSession::log(int index, std::string_view bytes) {
  const std::lock_guard lock(steps_mutex_);
  const auto found = steps_.find(index);
  if (found != steps_.end()) add_lines(index, found->second, found->second.stream->feed(bytes), false);
}

void JobSession::add_lines(int index, OpenStep& step, std::string_view masked, bool is_end) {
  step.partial += masked;
  for (;;) {
    const auto end = step.partial.find('\n');
    if (end == std::string::npos && step.partial.size() <= longest_line) break;
    const std::size_t size = std::min(end, longest_line);
    std::string_view text = std::string_view(step.partial).substr(0, size);
    if (text.ends_with('\r')) text.remove_suffix(1);
    add_line(index, step, text);
    step.partial.erase(0, size == end ? size + 1 : size);
  }
  if (is_end && !step.partial.empty()) add_line(index, step, std::exchange(step.partial, {}));
}

void JobSession::add_line(int index, OpenStep& step, std::string_view text) {
  if (step.is_cut) return;
  if (spool_.is_full()) {
    step.is_cut = true;
    text = "[the runner's spool is full; what follows is not kept]";
  }
  boost::json::object line{{"step", index}, {"number", ++step.lines}, {"at", microseconds(clock_.now())}};
  // Output may be no UTF-8, and escapes make a long line too long.
  if (is_utf8(text) && text.size() <= longest_plain_line)
    line["text"] = text;
  else
    line["base64"] = to_base64(text);
  add(report_of("line", std::move(line)));
}

// ---- what the job asks for

bool JobSession::pause(std::chrono::milliseconds wait, std::stop_token stop) {
  std::unique_lock lock(mutex_);
  return !changed_.wait_for(lock, stop, wait, [&] { return is_lost_.load(); }) && !stop.stop_requested();
}

template <class F>
auto JobSession::insist(F&& call) -> std::invoke_result_t<F&> {
  const auto until = Steady::now() + s_.orphan_grace;
  for (auto wait = first_pause;; wait = std::min(wait * 2, longest_pause)) {
    auto result = call();
    if (result.has_value() || !passes(result.error()) || Steady::now() > until || !pause(wait, stop())) return result;
  }
}

Result<std::optional<blob::Digest>> JobSession::source(const fs::path&) {
  const auto get = [&] { return s_.link.source(hold_, *blobs_, stop()); };
  TRY(blob::Digest digest, insist(get));
  return std::optional(std::move(digest));
}

Status JobSession::publish(const runs::Artifact& artifact) {
  add(report_of("artifact", {{"name", artifact.name},
                             {"digest", artifact.digest},
                             {"mediaType", artifact.media_type},
                             {"size", artifact.size}}));
  return ok();
}

Result<blob::Digest> JobSession::artifact(const std::string& name) {
  // One that this very job published may still be on its way: all before must have been told.
  const auto get = [&] { return s_.link.artifact(hold_, name, *blobs_, stop()); };
  return insist(get);
}

// ---- telling

Result<std::int64_t> JobSession::send(std::int64_t first, std::size_t limit, std::stop_token stop) {
  const auto reports = spool_.from(first, limit, batch_bytes);
  for (const std::string& report : reports) {
    if (!report.starts_with(R"({"artifact":)")) continue;
    const boost::json::value value = boost::json::parse(report);
    const blob::Digest digest{std::string(value.at("artifact").at("digest").as_string())};
    CHECK_OK(s_.link.send_content(hold_, digest, *blobs_, stop));
  }
  return s_.link.report(hold_, first, reports, stop);
}

void JobSession::tell(std::stop_token stop) {
  std::int64_t next = 1;
  std::size_t limit = is_resumed_ ? 1 : batch_reports;  // the server knows how far it got; the first answer says it
  auto heard = Steady::now();
  auto wait = first_pause;
  while (!stop.stop_requested() && !is_lost_) {
    {
      std::unique_lock lock(mutex_);
      const auto has_more = [&] { return is_lost_ || is_complete_ || spool_.count() >= next; };
      if (!changed_.wait(lock, stop, has_more)) break;
      // A moment more, so that one call tells many lines.
      changed_.wait_for(lock, stop, batch_time, [&] { return is_lost_ || is_complete_; });
      if (is_complete_ && next > spool_.count()) break;
    }
    if (is_lost_) break;
    std::optional<Result<std::int64_t>> told;
    try {
      told = send(next, limit, stop);
    } catch (const std::exception& e) {  // boundary: a spool or content that cannot be read is never told
      log::error("what a job did cannot be told", {{"node", hold_.node}, {"error", e.what()}});
      break;
    }
    if (told->has_value()) {
      next = **told;
      limit = batch_reports;
      heard = Steady::now();
      wait = first_pause;
      continue;
    }
    if (!passes(told->error()) || Steady::now() - heard > s_.orphan_grace) {
      log::warn("the server no longer wants this job",
                {{"node", hold_.node}, {"code", told->error().code()}, {"detail", told->error().message()}});
      break;
    }
    if (!pause(wait, stop)) continue;
    wait = std::min(wait * 2, longest_pause);
  }
  if (stop.stop_requested()) return;  // the runner ends; the spool stays for its next life
  is_lost_ = true;
  stop_.request_stop();
  if (worker_.joinable()) worker_.join();
  is_over_ = true;
  s_.on_over();
}

}  // namespace towpath::runner
