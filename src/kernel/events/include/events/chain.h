#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace towpath::events {

/// What the hash of a seal covers besides its place in the chain.
struct Header {
  std::string id, at, type, subject, actor, owner_ref, project_id, env_type;
  std::string payload_digest;
};

/// The previous hash of the first seal.
extern const std::string genesis_hash;

/// Hex SHA-256 over the salt's text and the payload.
std::string payload_digest(std::string_view salt, std::string_view payload);

/// Hex SHA-256 over the netstrings ("<length in bytes>:<bytes>,") of: "towpath-event-1", previous hash, sequence, id,
/// at, type, subject, actor, owner_ref, project_id, env_type, payload digest.
std::string seal_hash(std::string_view previous_hash, std::int64_t sequence, const Header& header);

}  // namespace towpath::events
