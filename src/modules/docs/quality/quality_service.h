#pragma once

#include <string>
#include <vector>

#include "auth/auth.h"
#include "module/module.h"
#include "quality/quality_store.h"

namespace towpath::docs {

/// How good the documentation is: freshness, broken links, searches without result, what helped. Thread-safe.
/// Permission of everything: doc.read on the set. Errors of all that name a set: docs.set_not_found (also when the
/// principal may not see it).
class QualityService {
 public:
  explicit QualityService(const Kernel& kernel) : kernel_(kernel) {}

  /// Of all sets the principal may read, and what people looked for in vain within 90 days.
  Result<DocsReport> report(const auth::Principal& principal);
  Result<SetQuality> quality(const auth::Principal& principal, const std::string& ref);
  /// Of one page, with the principal's own.
  Result<std::vector<HeadingVotes>> votes(const auth::Principal& principal, const std::string& ref,
                                          const std::string& page);
  /// One's vote replaces the one before. `heading` is an id of the page, "" for the page. Errors: docs.page_not_found,
  /// docs.invalid_vote.
  Status vote(const auth::Principal& principal, const std::string& ref, const std::string& page,
              const std::string& heading, bool is_useful);
  /// Somebody found nothing with these words.
  void missed(const auth::Principal& principal, const std::string& text);
  /// Searches nobody has made for long go.
  void clean_up();

 private:
  auth::SqlCondition visible(const auth::Principal& principal) const;
  std::string day_before(std::chrono::days days) const;

  const Kernel& kernel_;
  QualityStore store_;
};

}  // namespace towpath::docs
