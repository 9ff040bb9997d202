#include "events/chain.h"

#include "base/sha256.h"

namespace towpath::events {

const std::string genesis_hash(64, '0');

std::string payload_digest(std::string_view salt, std::string_view payload) {
  Sha256 hash;
  hash.update(salt);
  hash.update(payload);
  return hash.finish_hex();
}

std::string seal_hash(std::string_view previous_hash, std::int64_t sequence, const Header& header) {
  const std::string number = std::to_string(sequence);
  std::string text;
  for (std::string_view field :
       {std::string_view("towpath-event-1"), previous_hash, std::string_view(number), std::string_view(header.id),
        std::string_view(header.at), std::string_view(header.type), std::string_view(header.subject),
        std::string_view(header.actor), std::string_view(header.owner_ref), std::string_view(header.project_id),
        std::string_view(header.env_type), std::string_view(header.payload_digest)})
    text.append(std::to_string(field.size())).append(":").append(field).append(",");
  return sha256_hex(text);
}

}  // namespace towpath::events
