#include "insight_plugs.h"

#include <unistd.h>

namespace towpath::app {
namespace {

insights::SurveyedShare::Shown shown_of(feedback::SurveyedSatisfaction::Shown shown) {
  using From = feedback::SurveyedSatisfaction::Shown;
  using To = insights::SurveyedShare::Shown;
  switch (shown) {
    case From::yes:
      return To::yes;
    case From::too_few:
      return To::too_few;
    case From::withheld:
      return To::withheld;
    case From::not_asked:
      return To::not_asked;
  }
  return To::not_asked;
}

}  // namespace

std::vector<insights::MeterReading> RuntimeMeter::readings() {
  std::vector<insights::MeterReading> out;
  for (const delivery::RunningWorkload& w : delivery_.workloads().in_force()) {
    const auto used = runtime_.usage(delivery::InstanceId(w.instance_id));
    out.push_back({w.component, w.project_id, w.environment, w.env_type, w.owner_ref, w.instance_id,
                   used.cpu_microseconds, used.memory_bytes, used.memory_limit_bytes});
  }
  return out;
}

insights::MachineSize RuntimeMeter::machine() {
  const double bytes = static_cast<double>(::sysconf(_SC_PHYS_PAGES)) * static_cast<double>(::sysconf(_SC_PAGESIZE));
  return {static_cast<double>(::sysconf(_SC_NPROCESSORS_ONLN)), bytes / 1e9};
}

std::vector<insights::SurveyedShare> FeedbackSurveys::satisfaction(const auth::Principal& principal,
                                                                   const std::string& owner, UtcTime until,
                                                                   std::size_t most) {
  if (!satisfaction_) return {};
  const auto surveys = satisfaction_->satisfaction(principal, owner, until, most);
  if (!surveys.has_value()) return {};  // who may not read them sees none
  std::vector<insights::SurveyedShare> out;
  for (const feedback::SurveyedSatisfaction& s : *surveys)
    out.push_back({s.survey, s.title, s.opened_at, s.closed_at, shown_of(s.shown), s.share, s.answers});
  return out;
}

}  // namespace towpath::app
