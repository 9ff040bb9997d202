#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "auth/auth.h"
#include "base/time.h"

namespace towpath::insights {

/// What a closed survey shows of how satisfied people are.
struct SurveyedShare {
  enum class Shown { yes, too_few, withheld, not_asked };

  std::string survey, title;
  UtcTime opened_at, closed_at;
  Shown shown = Shown::not_asked;
  double share = 0;          ///< Of answers that were 4 or 5 of 5. Only when shown.
  std::int64_t answers = 0;  ///< Only when shown.
};

/// Surveys, as whoever asks people publishes them; plugged by src/app. Gives what is published and nothing else: what
/// is withheld there is withheld here. Thread-safe, blocking.
class Surveys {
 public:
  virtual ~Surveys() = default;
  /// Those of everybody that closed before `until`, the last one first, at most `most`; of the group `owner`, or with
  /// "" of everybody. None for a principal who may not read surveys.
  virtual std::vector<SurveyedShare> satisfaction(const auth::Principal& principal, const std::string& owner,
                                                  UtcTime until, std::size_t most) = 0;
};

}  // namespace towpath::insights
