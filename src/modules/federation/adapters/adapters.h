#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "fact.h"
#include "http/http.h"

namespace towpath::federation {

/// A request as it came, without what proved where it comes from.
struct Incoming {
  std::string kind;  ///< What the sender calls it: "push", "Push Hook", "deployments"; "" where it does not say.
  http::Headers headers;
  std::string body;
};

/// Headers that say what a body is. These are kept with it; no other is.
std::vector<std::string> telling_headers(std::string_view source_type, const http::Headers& headers);

/// What the sender calls it, from its headers.
std::string kind_of(std::string_view source_type, const http::Headers& headers);

/// The sender's id of the whole request, or "".
std::string delivery_id_of(std::string_view source_type, const http::Headers& headers);

/// What a request of a source of that type tells. Reads and decides only.
/// Errors: json.invalid, json.too_large, federation.unreadable for the request as a whole.
Result<std::vector<Reading>> read_incoming(std::string_view source_type, const Incoming& incoming);

// One for each kind of sender, over the parsed body.
Reading read_github(std::string_view event, const boost::json::value& body);
Reading read_gitlab(const boost::json::value& body);
Reading read_gitea(std::string_view event, const boost::json::value& body);
Reading read_pagerduty(const boost::json::value& body);
Reading read_devlake(std::string_view kind, const boost::json::value& body);
std::vector<Reading> read_alertmanager(const boost::json::value& body);
/// A CDEvent, whatever carried it.
Reading read_cdevent(const boost::json::value& event);
/// CloudEvents 1.0 over HTTP: binary, structured or batched; also a bare CDEvent.
Result<std::vector<Reading>> read_cloudevents(const Incoming& incoming);

}  // namespace towpath::federation
