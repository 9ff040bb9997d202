#include "adapters/adapters.h"

#include <boost/json.hpp>

#include "adapters/payload.h"
#include "base/strings.h"
#include "json/json.h"

namespace towpath::federation {

std::vector<std::string> telling_headers(std::string_view source_type, const http::Headers& headers) {
  std::vector<std::string> out{"Content-Type"};
  if (source_type == "github") out.emplace_back("X-GitHub-Event");
  if (source_type == "gitea") out.insert(out.end(), {"X-Gitea-Event", "X-Forgejo-Event", "X-Gitea-Event-Type"});
  if (source_type == "gitlab") out.emplace_back("X-Gitlab-Event");
  if (source_type == "cdevents")
    for (const auto& [name, value] : headers.all())
      if (to_lower(name).starts_with("ce-")) out.push_back(name);
  return out;
}

std::string kind_of(std::string_view source_type, const http::Headers& headers) {
  constexpr std::size_t longest = 100;
  if (source_type == "github") return storable(headers.get("X-GitHub-Event"), longest);
  if (source_type == "gitlab") return storable(headers.get("X-Gitlab-Event"), longest);
  if (source_type == "gitea") {
    const std::string_view type = headers.get("X-Gitea-Event-Type"), event = headers.get("X-Gitea-Event");
    return storable(!type.empty() ? type : !event.empty() ? event : headers.get("X-Forgejo-Event"), longest);
  }
  return "";
}

std::string delivery_id_of(std::string_view source_type, const http::Headers& headers) {
  const auto first = [&](std::initializer_list<const char*> names) {
    for (const char* name : names)
      if (headers.has(name)) return std::string(headers.get(name));
    return std::string();
  };
  if (source_type == "github") return first({"X-GitHub-Delivery"});
  if (source_type == "gitea") return first({"X-Gitea-Delivery", "X-Forgejo-Delivery"});
  if (source_type == "gitlab") return first({"webhook-id", "Idempotency-Key", "X-Gitlab-Event-UUID"});
  return first({"webhook-id"});
}

Result<std::vector<Reading>> read_incoming(std::string_view source_type, const Incoming& incoming) {
  if (source_type == "cdevents") return read_cloudevents(incoming);
  TRY(const boost::json::value body, json::parse(incoming.body));
  if (!body.is_object())
    return invalid_input("federation.unreadable", "What came is not an object, as webhooks of that kind are.");
  if (source_type == "alertmanager") return read_alertmanager(body);
  if (source_type == "github") return std::vector{read_github(incoming.kind, body)};
  if (source_type == "gitlab") return std::vector{read_gitlab(body)};
  if (source_type == "gitea") return std::vector{read_gitea(incoming.kind, body)};
  if (source_type == "pagerduty") return std::vector{read_pagerduty(body)};
  return std::vector{read_devlake(incoming.kind, body)};
}

}  // namespace towpath::federation
