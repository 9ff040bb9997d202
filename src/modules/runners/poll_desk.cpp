#include "poll_desk.h"

#include <boost/json.hpp>

#include "log/log.h"

namespace towpath::runners {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::size_t most_waiting = 10'000;

void push(http::SseChannel& channel, const std::string& event, std::string data) {
  channel.push({"", event, std::move(data)});
  channel.close();
}

}  // namespace

std::string PollDesk::to_json(const Assignment& assignment) {
  boost::json::array stops;
  for (const auto& [hold, why] : assignment.stops)
    stops.push_back(boost::json::object{{"node", hold.node}, {"fence", hold.fence}, {"reason", runs::to_string(why)}});
  boost::json::object out{{"job", nullptr}, {"stops", std::move(stops)}, {"drains", assignment.drains}};
  if (assignment.job)
    out["job"] = boost::json::object{{"node", assignment.job->hold.node},
                                     {"fence", assignment.job->hold.fence},
                                     {"attempt", assignment.job->attempt},
                                     {"title", assignment.job->title},
                                     {"order", assignment.job->order}};
  return boost::json::serialize(out);
}

void PollDesk::start() {
  const auto wake = [this](std::string_view) {
    const std::lock_guard lock(mutex_);
    is_woken_ = true;
    wake_.notify_all();
  };
  ready_ = kernel_.db.listen(std::string(runs::remote_channel), wake);
  changes_ = kernel_.db.listen(std::string(changes_channel), wake);
  {
    const std::lock_guard lock(mutex_);
    is_open_ = true;
  }
  thread_ = std::jthread([this](std::stop_token stop) { loop(stop); });
}

void PollDesk::stop() {
  ready_.reset();
  changes_.reset();
  if (thread_.joinable()) {
    thread_.request_stop();
    thread_.join();
  }
  std::list<Waiting> left;
  {
    const std::lock_guard lock(mutex_);
    is_open_ = false;
    left.swap(waiting_);
  }
  for (const Waiting& waiting : left) push(*waiting.channel, "answer", to_json({}));
}

void PollDesk::wait(Poll poll, std::shared_ptr<http::SseChannel> channel) {
  const auto is_gone = std::make_shared<std::atomic<bool>>(false);
  channel->on_close([is_gone] { *is_gone = true; });
  {
    const std::lock_guard lock(mutex_);
    if (is_open_ && waiting_.size() < most_waiting) {
      waiting_.push_back({std::move(poll), channel, Steady::now() + options_.longest_poll, is_gone});
      is_woken_ = true;  // something may have come between the first look and now
      wake_.notify_all();
      return;
    }
  }
  push(*channel, "answer", to_json({}));
}

Result<Assignment> PollDesk::answer(const Poll& poll) {
  const std::lock_guard lock(answering_);
  std::int64_t& latest = latest_[poll.runner.id];
  if (poll.sequence < latest) return Assignment();
  latest = poll.sequence;
  return service_.answer(poll);
}

bool PollDesk::try_answer(Waiting& waiting, bool is_late) {
  if (*waiting.is_gone) return true;
  const auto answer = this->answer(waiting.poll);
  if (!answer.has_value()) {
    push(*waiting.channel, "problem",
         boost::json::serialize(boost::json::object{
             {"code", answer.error().code()}, {"detail", answer.error().message()}, {"hint", answer.error().hint()}}));
    return true;
  }
  if (answer->is_empty() && !is_late) return false;
  push(*waiting.channel, "answer", to_json(*answer));
  return true;
}

void PollDesk::loop(std::stop_token stop) {
  auto expiry = Steady::now() + options_.expiry_interval;
  while (!stop.stop_requested()) {
    std::list<Waiting> turn;
    {
      std::unique_lock lock(mutex_);
      auto due = expiry;
      for (const Waiting& waiting : waiting_) due = std::min(due, waiting.until);
      wake_.wait_until(lock, stop, due, [&] { return is_woken_; });
      if (stop.stop_requested()) return;
      const bool all = std::exchange(is_woken_, false);
      const auto now = Steady::now();
      for (auto it = waiting_.begin(); it != waiting_.end();) {
        const auto next = std::next(it);
        if (all || it->until <= now) turn.splice(turn.end(), waiting_, it);
        it = next;
      }
    }
    try {
      for (auto it = turn.begin(); it != turn.end();) {
        const bool is_over = try_answer(*it, it->until <= Steady::now());
        it = is_over ? turn.erase(it) : std::next(it);
      }
      if (expiry <= Steady::now()) {
        service_.expire();
        expiry = Steady::now() + options_.expiry_interval;
      }
    } catch (const std::exception& e) {  // boundary: the desk outlives its database; who polls asks again
      log::error("polls of runners could not be answered", {{"error", e.what()}});
      for (const Waiting& waiting : turn) push(*waiting.channel, "answer", to_json({}));
      turn.clear();
      expiry = Steady::now() + options_.expiry_interval;
    }
    const std::lock_guard lock(mutex_);
    waiting_.splice(waiting_.end(), turn);
  }
}

}  // namespace towpath::runners
