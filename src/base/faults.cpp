#include "base/faults.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <stdexcept>
#include <string>

namespace towpath {
namespace {

/// What TOWPATH_FAULT asks for; read once.
struct Plan {
  std::string name;
  int pass = 1;

  Plan() {
    const char* text = std::getenv("TOWPATH_FAULT");
    if (!text) return;
    name = text;
    if (const auto colon = name.rfind(':'); colon != name.npos) {
      pass = std::max(1, std::atoi(name.c_str() + colon + 1));
      name.resize(colon);
    }
  }
};

}  // namespace

const std::vector<std::string_view>& fault_points() {
  static const std::vector<std::string_view> names{
      "delivery.destroy.after_destroy", "delivery.resource.after_apply", "delivery.resource.after_intent",
      "delivery.rollout.after_switch",  "delivery.start.after_intent",   "delivery.start.after_start",
      "delivery.switch.after_ack",      "delivery.switch.after_intent",  "forge.create.after_folder",
      "forge.commit.before_announce",   "runs.effect.after_intent",      "runs.effect.after_perform",
  };
  return names;
}

void fault_point(std::string_view name) {
  static const Plan plan;
  static std::atomic<int> passes{0};
  if (plan.name.empty() || plan.name != name) return;
  if (std::find(fault_points().begin(), fault_points().end(), name) == fault_points().end())
    throw std::logic_error("a fault point that is not listed: " + std::string(name));
  if (++passes == plan.pass) ::kill(::getpid(), SIGKILL);
}

}  // namespace towpath
