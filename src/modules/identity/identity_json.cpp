#include "identity_json.h"

#include <boost/json.hpp>

#include "json/nullable.h"

namespace towpath::identity {

using towpath::json::text_or_null;
using towpath::json::time_or_null;

boost::json::array to_json(const std::vector<std::string>& texts) {
  boost::json::array out;
  for (const std::string& text : texts) out.emplace_back(text);
  return out;
}

boost::json::object to_json(const User& user) {
  return {{"ref", user.ref},
          {"name", user.name},
          {"displayName", user.display_name},
          {"email", text_or_null(user.email)},
          {"roles", to_json(user.roles)},
          {"disabled", user.is_disabled},
          {"hasPassword", user.has_password},
          {"createdAt", to_rfc3339(user.created_at)},
          {"updatedAt", to_rfc3339(user.updated_at)}};
}

boost::json::object to_json(const Group& group) {
  return {{"ref", group.ref},
          {"name", group.name},
          {"displayName", group.display_name},
          {"description", group.description},
          {"roles", to_json(group.roles)},
          {"members", to_json(group.members)},
          {"createdAt", to_rfc3339(group.created_at)},
          {"updatedAt", to_rfc3339(group.updated_at)}};
}

boost::json::object to_json(const Token& token) {
  return {{"id", token.id.text()},
          {"name", token.name},
          {"user", token.user_ref},
          {"scope", to_json(token.scope)},
          {"createdAt", to_rfc3339(token.created_at)},
          {"expiresAt", time_or_null(token.expires_at)},
          {"lastUsedAt", time_or_null(token.last_used_at)}};
}

boost::json::object to_json(const Session& session) {
  return {{"id", session.id.text()},
          {"method", session.method},
          {"remoteAddress", session.remote_address},
          {"userAgent", session.user_agent},
          {"createdAt", to_rfc3339(session.created_at)},
          {"lastUsedAt", to_rfc3339(session.last_used_at)},
          {"expiresAt", to_rfc3339(session.expires_at)},
          {"current", session.is_current}};
}

std::string event_payload(const User& user) {
  return boost::json::serialize(boost::json::object{{"ref", user.ref},
                                                    {"name", user.name},
                                                    {"displayName", user.display_name},
                                                    {"email", user.email},
                                                    {"roles", to_json(user.roles)},
                                                    {"disabled", user.is_disabled}});
}

std::string event_payload(const Group& group) {
  return boost::json::serialize(boost::json::object{{"ref", group.ref},
                                                    {"name", group.name},
                                                    {"displayName", group.display_name},
                                                    {"description", group.description},
                                                    {"roles", to_json(group.roles)},
                                                    {"members", to_json(group.members)}});
}

std::string event_payload(const Token& token) {
  return boost::json::serialize(boost::json::object{{"id", token.id.text()},
                                                    {"name", token.name},
                                                    {"user", token.user_ref},
                                                    {"scope", to_json(token.scope)},
                                                    {"expiresAt", time_or_null(token.expires_at)}});
}

}  // namespace towpath::identity
