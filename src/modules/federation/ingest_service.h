#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "adapters/adapters.h"
#include "fact_teller.h"
#include "key_ring.h"
#include "received_store.h"
#include "source_service.h"

namespace towpath::federation {

/// What a sender is told.
struct Receipt {
  std::string id;             ///< Of what is kept; "" for one that was taken before.
  bool is_duplicate = false;  ///< The whole request was taken before; nothing was made of it.
  std::vector<Outcome> outcomes;
};

struct ReceivedPage {
  std::vector<Received> items;
  std::string next;  ///< To be given as `after`; "" on the last page.
  std::int64_t total = 0;
};

/// Which requests to read again: those named, or all from an instant on.
struct ReplayRequest {
  std::vector<std::string> ids = {};
  std::optional<UtcTime> since = {};
  std::string after = {};  ///< Only what came after this one.
};

struct ReplayReport {
  std::map<std::string, std::int64_t> states;  ///< How many requests ended how.
  std::int64_t replayed = 0;
  std::string next;  ///< To be given as `after` when there is more; "" at the end.
};

/// Takes what other systems send, keeps it for 30 days and reads it again when asked. Thread-safe, blocking.
class IngestService {
 public:
  IngestService(const Kernel& kernel, KeyRing& keys, SourceService& sources, FactTeller& teller)
      : kernel_(kernel), keys_(keys), sources_(sources), teller_(teller) {}

  /// `kind`: what the address says it is; "" where the headers say it. Errors: federation.source_not_found,
  /// federation.source_disabled, those of verify(), those of read_incoming().
  Result<Receipt> receive(const std::string& source, std::string kind, const http::Headers& headers,
                          const std::string& body);

  // For the platform team. Permissions: source.read, source.update.
  Result<ReceivedPage> list(const auth::Principal& principal, const std::string& source, ReceivedFilter filter);
  /// With its body. Errors: federation.received_not_found.
  Result<Received> get(const auth::Principal& principal, const std::string& source, const std::string& id);
  /// Reads again, for what was made wrong or could not be placed. What was told stays told once.
  Result<ReplayReport> replay(const auth::Principal& principal, const std::string& source,
                              const ReplayRequest& request);

  void clean_up();

 private:
  enum class Again { no, yes };
  Result<std::vector<Outcome>> outcomes_of(const Source& source, const Incoming& incoming, const Received& received,
                                           Again again, std::vector<std::string>& seen);
  void note_refused(const Source& source, const Error& error);

  const Kernel& kernel_;
  KeyRing& keys_;
  SourceService& sources_;
  FactTeller& teller_;
  ReceivedStore store_;
  SourceStore source_store_;
  std::mutex mutex_;  // guards noted_at_
  std::map<std::string, UtcTime> noted_at_;
};

}  // namespace towpath::federation
