#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "signature.h"

using namespace towpath;
using namespace towpath::federation;

// What nobody signed is never taken: the input is a header for every scheme, the secret is not in it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string value(reinterpret_cast<const char*>(data), size);
  const Secret secret("q3pV9xT0mR5wK2zB7nL4cJ8dF1hG6sY0aE3uI5oX");
  http::Headers headers;
  for (const char* name : {"Authorization", "X-Hub-Signature-256", "X-Gitlab-Token", "X-Gitea-Signature",
                           "X-PagerDuty-Signature", "webhook-id", "webhook-timestamp", "webhook-signature"})
    headers.set(name, value);
  for (const Scheme scheme : {Scheme::bearer, Scheme::basic, Scheme::github, Scheme::gitlab_token, Scheme::gitea,
                              Scheme::pagerduty, Scheme::standard})
    if (verify(scheme, headers, "body", secret, UtcTime()).has_value()) std::abort();
  return 0;
}
