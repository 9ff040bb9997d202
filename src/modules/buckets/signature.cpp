#include "signature.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/hmac.h"
#include "base/sha256.h"
#include "base/strings.h"
#include "buckets/buckets.h"

#include "s3_error.h"

namespace towpath::buckets {
namespace {

constexpr std::string_view algorithm = "AWS4-HMAC-SHA256";
constexpr std::size_t most_signed_headers = 100;

bool is_hex64(std::string_view text) {
  return text.size() == 64 &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

/// What is wrong with a part of the claim; "" for nothing.
std::string take_credential(std::string_view credential, Claim& out) {
  const std::vector<std::string> words = split(credential, '/');
  if (words.size() != 5) return "The credential must be <access key>/<yyyymmdd>/<region>/s3/aws4_request.";
  if (words[2] != region) return fmt::format("The region '{}' is wrong; expecting '{}'.", words[2], region);
  if (words[3] != "s3") return fmt::format("The service '{}' is wrong; expecting 's3'.", words[3]);
  if (words[4] != "aws4_request") return "The credential must end with aws4_request.";
  if (words[0].empty() || words[0].size() > 128) return "The access key in the credential has no sensible length.";
  out.access_key_id = words[0];
  out.day = words[1];
  return "";
}

std::string take_signed_headers(std::string_view text, Claim& out) {
  if (text.empty()) return "No header is signed; at least host must be.";
  out.signed_headers = split(text, ';');
  if (out.signed_headers.size() > most_signed_headers) return "Too many headers are signed.";
  for (std::size_t i = 0; i < out.signed_headers.size(); ++i) {
    const std::string& name = out.signed_headers[i];
    if (name.empty() || name != to_lower(name) || (i > 0 && name <= out.signed_headers[i - 1]))
      return "The signed headers must be in lower case, sorted, and separated by semicolons.";
  }
  return "";
}

std::string take_signature(std::string_view text, Claim& out) {
  if (!is_hex64(text)) return "The signature must be 64 hexadecimal digits.";
  out.signature = text;
  return "";
}

std::string take_time(std::string_view text, Claim& out) {
  const auto at = amz_time(text);
  if (!at) return "The time must be given as <yyyymmdd>T<hhmmss>Z.";
  if (text.substr(0, 8) != out.day) return "The day of the credential is not the day of the request.";
  out.time = text;
  out.at = *at;
  return "";
}

Result<Claim> read_header(std::string_view text, const http::Headers& headers) {
  const auto malformed = [](std::string why) {
    return invalid_input("buckets.malformed_authorization", "The authorization header is malformed. " + why);
  };
  if (!text.starts_with(algorithm) || text.size() == algorithm.size() || text[algorithm.size()] != ' ')
    return malformed(fmt::format("Only {} is taken.", algorithm));
  text.remove_prefix(algorithm.size());
  std::string credential, names, signature;
  for (const std::string& field : split(text, ',')) {
    const std::string_view word = trim(field);
    const auto equals = word.find('=');
    const std::string_view name = word.substr(0, equals);
    std::string* place = nullptr;
    if (name == "Credential") place = &credential;
    if (name == "SignedHeaders") place = &names;
    if (name == "Signature") place = &signature;
    if (!place || equals == word.npos || !place->empty())
      return malformed("It must have Credential, SignedHeaders and Signature once each.");
    *place = word.substr(equals + 1);
  }
  Claim out;
  std::string why = take_credential(credential, out);
  if (why.empty()) why = take_signed_headers(names, out);
  if (why.empty()) why = take_signature(signature, out);
  if (!why.empty()) return malformed(std::move(why));
  if (!headers.has("x-amz-date")) return access_denied("The header x-amz-date is missing.");
  why = take_time(headers.get("x-amz-date"), out);
  if (!why.empty()) return malformed(std::move(why));
  return out;
}

Result<Claim> read_query(const QueryPairs& query) {
  const auto malformed = [](std::string why) {
    return invalid_input("buckets.malformed_presign", "The address is not signed as it must be. " + why);
  };
  const auto given = [&](std::string_view name) { return value_of(query, name).value_or(""); };
  if (given("X-Amz-Algorithm") != algorithm) return malformed(fmt::format("X-Amz-Algorithm must be {}.", algorithm));
  Claim out;
  std::string why = take_credential(given("X-Amz-Credential"), out);
  if (why.empty()) why = take_signed_headers(given("X-Amz-SignedHeaders"), out);
  if (why.empty()) why = take_signature(given("X-Amz-Signature"), out);
  if (why.empty()) why = take_time(given("X-Amz-Date"), out);
  if (!why.empty()) return malformed(std::move(why));
  const std::string text = given("X-Amz-Expires");
  std::int64_t seconds = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (text.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size() || seconds < 1 ||
      seconds > longest_presign.count())
    return malformed(fmt::format("X-Amz-Expires must be 1 to {} seconds.", longest_presign.count()));
  out.valid_for = std::chrono::seconds(seconds);
  return out;
}

/// Without blanks around, and one for many between.
std::string tidy(std::string_view value) {
  std::string out;
  for (const char c : trim(value))
    if (!((c == ' ' || c == '\t') && !out.empty() && out.back() == ' ')) out += c == '\t' ? ' ' : c;
  return out;
}

/// All values of a header, in order.
std::string signed_value(const http::Headers& headers, std::string_view name) {
  std::string out;
  bool is_first = true;
  for (const auto& [key, value] : headers.all()) {
    if (to_lower(key) != name) continue;
    if (!is_first) out += ',';
    out += tidy(value);
    is_first = false;
  }
  return out;
}

}  // namespace

std::string Claim::scope() const { return fmt::format("{}/{}/s3/aws4_request", day, region); }

std::optional<UtcTime> amz_time(std::string_view text) {
  if (text.size() != 16 || text[8] != 'T' || text[15] != 'Z') return std::nullopt;
  for (std::size_t i = 0; i < 15; ++i)
    if (i != 8 && (text[i] < '0' || text[i] > '9')) return std::nullopt;
  const auto number = [text](std::size_t from, std::size_t count) {
    unsigned out = 0;
    std::from_chars(text.data() + from, text.data() + from + count, out);
    return out;
  };
  using namespace std::chrono;
  const year_month_day date{year(static_cast<int>(number(0, 4))), month(number(4, 2)), day(number(6, 2))};
  const unsigned h = number(9, 2), m = number(11, 2), s = number(13, 2);
  if (!date.ok() || h > 23 || m > 59 || s > 60) return std::nullopt;
  return UtcTime(sys_days(date) + hours(h) + minutes(m) + seconds(s));
}

Result<std::optional<Claim>> read_claim(const QueryPairs& query, const http::Headers& headers) {
  const bool is_presigned = value_of(query, "X-Amz-Signature") || value_of(query, "X-Amz-Algorithm");
  const bool has_header = headers.has("Authorization");
  if (is_presigned && has_header)
    return invalid_argument("Only one way to sign is taken: the header Authorization or the query.");
  if (has_header) {
    TRY(Claim claim, read_header(headers.get("Authorization"), headers));
    return std::optional(std::move(claim));
  }
  if (!is_presigned) return std::optional<Claim>();
  TRY(Claim claim, read_query(query));
  return std::optional(std::move(claim));
}

Status check_claim(const Claim& claim, const http::Headers& headers, UtcTime now) {
  const auto is_signed = [&](const std::string& name) {
    return std::binary_search(claim.signed_headers.begin(), claim.signed_headers.end(), name);
  };
  if (!is_signed("host")) return access_denied("The header host must be signed.");
  for (const auto& [name, value] : headers.all()) {
    const std::string lower = to_lower(name);
    if (lower.starts_with("x-amz-") && !is_signed(lower))
      return access_denied(fmt::format("The header {} is not signed.", lower.substr(0, 100)));
  }
  if (claim.at > now + most_skew || (!claim.valid_for && claim.at < now - most_skew))
    return forbidden("buckets.time_skewed",
                     "The difference between the time of the request and the time of the server is too large.");
  if (claim.valid_for && now >= claim.at + *claim.valid_for) return access_denied("Request has expired.");
  return ok();
}

std::string canonical_request(const SignedParts& parts, const Claim& claim) {
  // A path that does not decode is refused before; as sent it can match no honest signature of another.
  const std::string path = encoded(decoded(parts.path, false).value_or(std::string(parts.path)), true);
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const auto& [name, value] : parts.query)
    if (!(claim.valid_for && name == "X-Amz-Signature"))
      pairs.emplace_back(encoded(name, false), encoded(value, false));
  std::sort(pairs.begin(), pairs.end());
  std::string query;
  for (const auto& [name, value] : pairs) query += fmt::format("{}{}={}", query.empty() ? "" : "&", name, value);
  std::string headers;
  for (const std::string& name : claim.signed_headers)
    headers += fmt::format("{}:{}\n", name, signed_value(parts.headers, name));
  return fmt::format("{}\n{}\n{}\n{}\n{}\n{}", parts.method, path.empty() ? "/" : path, query, headers,
                     join(claim.signed_headers, ";"), parts.payload_hash);
}

std::string string_to_sign(const Claim& claim, std::string_view canonical_request) {
  return fmt::format("{}\n{}\n{}\n{}", algorithm, claim.time, claim.scope(), sha256_hex(canonical_request));
}

Secret signing_key(const Secret& secret_key, std::string_view day) {
  Secret key("AWS4" + secret_key.reveal());
  for (const std::string_view word : {day, region, std::string_view("s3"), std::string_view("aws4_request")})
    key = Secret(hmac_sha256(key, word));
  return key;
}

std::string signature_of(const Secret& signing_key, std::string_view string_to_sign) {
  return to_hex(hmac_sha256(signing_key, string_to_sign));
}

}  // namespace towpath::buckets
