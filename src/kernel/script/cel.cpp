#include "script/cel.h"

#include <algorithm>
#include <boost/json.hpp>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/strings.h"
#include "json/json.h"

#include "answer.h"
#include "vm.h"

namespace towpath::script {
namespace {

constexpr std::size_t most_machines = 4;

Error too_long(std::string_view what, std::size_t bytes) {
  return invalid_input("script.expression_limit",
                       std::string(what) + " is longer than " + std::to_string(bytes) + " bytes.")
      .with_hint("Split it into several.");
}

Error stopped(const CelLimits& limits) {
  return failed("script.expression_limit", "The expression was stopped after " + std::to_string(limits.time.count()) +
                                               " ms of computing or at " + std::to_string(limits.memory_bytes >> 20) +
                                               " MiB of memory.")
      .with_hint("Nested macros over long lists multiply: filter first, or compare sizes.");
}

bool are_short(std::span<const std::string> sources, std::size_t bytes) {
  return std::all_of(sources.begin(), sources.end(), [&](const auto& source) { return source.size() <= bytes; });
}

}  // namespace

/// Machines that wait for work, and how many there are.
class Cel::Pool {
 public:
  explicit Pool(CelLimits limits)
      : limits_(limits), most_(std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, most_machines)) {}

  /// A machine for the calls of one thread; given back or, when broken, thrown away.
  class Lease {
   public:
    explicit Lease(Pool& pool) : pool_(pool), vm_(pool.take()) {}
    ~Lease() { pool_.give(std::move(vm_)); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;

    std::optional<std::string> call(Function function, std::string_view first, std::string_view second = {}) {
      return vm_->call(function, first, second, pool_.limits_.time);
    }
    bool broken() const { return vm_->broken(); }
    void renew() { vm_ = std::make_unique<Vm>(pool_.image()); }

   private:
    Pool& pool_;
    std::unique_ptr<Vm> vm_;
  };

  const CelLimits& limits() const { return limits_; }

 private:
  std::unique_ptr<Vm> take() {
    std::unique_lock lock(mutex_);
    returned_.wait(lock, [this] { return !idle_.empty() || lent_ < most_; });
    ++lent_;
    if (!idle_.empty()) {
      auto vm = std::move(idle_.back());
      idle_.pop_back();
      return vm;
    }
    lock.unlock();
    try {
      return std::make_unique<Vm>(image());
    } catch (...) {  // boundary: gives the place back and throws on.
      give(nullptr);
      throw;
    }
  }

  void give(std::unique_ptr<Vm> vm) {
    {
      std::lock_guard lock(mutex_);
      --lent_;
      if (vm && !vm->broken()) idle_.push_back(std::move(vm));
    }
    returned_.notify_one();
  }

  std::shared_ptr<const VmImage> image() {
    std::call_once(loaded_, [this] { image_ = make_image(limits_.memory_bytes); });
    return image_;
  }

  const CelLimits limits_;
  const std::size_t most_;
  std::once_flag loaded_;
  std::shared_ptr<const VmImage> image_;  // Shared with the machines.
  std::mutex mutex_;                      // guards idle_, lent_
  std::condition_variable returned_;
  std::vector<std::unique_ptr<Vm>> idle_;
  std::size_t lent_ = 0;
};

Cel::Cel(CelLimits limits) : pool_(std::make_unique<Pool>(limits)) {}
Cel::~Cel() = default;

Status Cel::check(std::string_view source, std::span<const std::string> variables) const {
  const auto& limits = pool_->limits();
  if (source.size() > limits.source_bytes) return too_long("The expression", limits.source_bytes);
  boost::json::array names;
  for (const auto& name : variables) names.emplace_back(name);
  Pool::Lease vm(*pool_);
  const auto answer = vm.call(Function::check, source, boost::json::serialize(names));
  if (!answer) return stopped(limits);
  CHECK_OK(read_answer(*answer, source));
  return ok();
}

Result<std::vector<std::string>> Cel::references(std::string_view source) const {
  const auto& limits = pool_->limits();
  if (source.size() > limits.source_bytes) return too_long("The expression", limits.source_bytes);
  Pool::Lease vm(*pool_);
  const auto answer = vm.call(Function::references, source);
  if (!answer) return stopped(limits);
  TRY(auto value, read_answer(*answer, source));
  std::vector<std::string> pointers;
  for (const auto& pointer : value.as_array()) pointers.emplace_back(pointer.as_string());
  return pointers;
}

std::vector<Result<boost::json::value>> Cel::evaluate(std::span<const std::string> sources,
                                                      const boost::json::value& input) const {
  const auto& limits = pool_->limits();
  std::vector<Result<boost::json::value>> results;
  results.reserve(sources.size());
  const std::string text = boost::json::serialize(input);
  if (text.size() > limits.input_bytes || !input.is_object()) {
    const Error why = input.is_object() ? too_long("The input", limits.input_bytes)
                                        : invalid_input("script.expression_failed", "The input is not an object.");
    results.assign(sources.size(), why);
    return results;
  }
  const auto result_of = [&](std::string_view answer, const std::string& source) {
    return is_limit(answer) ? Result<boost::json::value>(stopped(limits)) : read_answer(answer, source);
  };
  Pool::Lease vm(*pool_);
  bool handed_over = false;
  const auto hand_over = [&] {
    if (vm.broken()) {
      vm.renew();
      handed_over = false;
    }
    if (handed_over) return true;
    const auto taken = vm.call(Function::input, text);
    return handed_over = taken && is_value(*taken);
  };
  // All at once, in the time that one may take; where that does not do, it is found out which one is at fault.
  if (sources.size() > 1 && are_short(sources, limits.source_bytes) && hand_over()) {
    boost::json::array list;
    for (const auto& source : sources) list.emplace_back(source);
    if (const auto answers = vm.call(Function::evaluate_all, boost::json::serialize(list))) {
      std::string_view rest = *answers;
      for (const auto& source : sources) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        results.push_back(result_of(rest.substr(0, end), source));
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
    }
  }
  for (std::size_t i = results.size(); i < sources.size(); ++i) {
    if (sources[i].size() > limits.source_bytes) {
      results.emplace_back(too_long("The expression", limits.source_bytes));
      continue;
    }
    const auto answer = hand_over() ? vm.call(Function::evaluate, sources[i]) : std::nullopt;
    results.push_back(answer ? result_of(*answer, sources[i]) : Result<boost::json::value>(stopped(limits)));
  }
  // What an input held is not kept, nor seen by who comes next.
  if (handed_over && !vm.broken()) static_cast<void>(vm.call(Function::input, "{}"));
  return results;
}

}  // namespace towpath::script
