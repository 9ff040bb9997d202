#include "credential.h"

#include <fmt/core.h>
#include <sodium.h>

#include <chrono>
#include <new>
#include <stdexcept>

#include "base/strings.h"

namespace towpath::identity {
namespace {

constexpr std::size_t credential_bytes = 32;
constexpr std::size_t shortest_password = 12, longest_password = 1024;
/// What a person waits before being told to try again.
constexpr std::chrono::seconds longest_wait{3};

void need_sodium() {
  static const int ready = sodium_init();
  if (ready < 0) throw std::runtime_error("libsodium is not available");
}

/// Gives its slot back.
struct Slot {
  std::counting_semaphore<2>& slots;
  ~Slot() { slots.release(); }
};

Error busy() {
  return unavailable("identity.busy", "Too many sign-ins are being checked right now.")
      .with_retry_after(std::chrono::seconds(2));
}

std::string argon2id(const std::string& password, const PasswordCost& cost) {
  std::string out(crypto_pwhash_STRBYTES, '\0');
  if (crypto_pwhash_str_alg(out.data(), password.data(), password.size(), cost.passes, cost.memory_bytes,
                            crypto_pwhash_ALG_ARGON2ID13) != 0)
    throw std::bad_alloc();
  out.resize(out.find('\0'));
  return out;
}

std::string random_base64(std::size_t size) {
  std::string bytes(size, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  constexpr int variant = sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
  std::string text(sodium_base64_encoded_len(size, variant), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), size, variant);
  text.pop_back();  // the NUL that sodium writes
  return text;
}

/// A well-formed hash that no password has: random instead of computed, which would take a tenth of a second of every
/// start. Checking a password against it costs what any check costs.
std::string hash_of_no_password(const PasswordCost& cost) {
  constexpr std::size_t salt_bytes = 16, digest_bytes = 32;  // what sodium itself uses
  std::string hash = fmt::format("$argon2id$v=19$m={},t={},p=1${}${}", cost.memory_bytes / 1024, cost.passes,
                                 random_base64(salt_bytes), random_base64(digest_bytes));
  if (crypto_pwhash_str_needs_rehash(hash.c_str(), cost.passes, cost.memory_bytes) != 0)
    throw std::logic_error("libsodium does not take the hash of no password");
  return hash;
}

}  // namespace

Secret new_credential(std::string_view prefix) {
  need_sodium();
  unsigned char bytes[credential_bytes];
  randombytes_buf(bytes, sizeof bytes);
  std::string text(sodium_base64_encoded_len(sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  sodium_memzero(bytes, sizeof bytes);
  text.pop_back();  // the NUL that sodium writes
  return Secret(std::string(prefix) + text);
}

std::string hash_of(const Secret& credential) {
  const std::string& text = credential.reveal();
  unsigned char digest[crypto_hash_sha256_BYTES];
  crypto_hash_sha256(digest, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  return to_hex({reinterpret_cast<const char*>(digest), sizeof digest});
}

Passwords::Passwords(PasswordCost cost) : cost_(cost) {
  need_sodium();
  hash_of_nothing_ = hash_of_no_password(cost_);
}

Status Passwords::check_strength(const Secret& password, const std::string& user) {
  const std::string& text = password.reveal();
  const auto weak = [](const char* why) {
    return invalid_input("identity.weak_password", "The password cannot be used.").with_field("/password", why);
  };
  if (text.size() < shortest_password) return weak("has fewer than 12 characters");
  if (text.size() > longest_password) return weak("has more than 1024 characters");
  if (to_lower(text).find(user) != text.npos && text.size() < user.size() + shortest_password)
    return weak("is little more than the user's name");
  return ok();
}

Result<std::string> Passwords::hash(const Secret& password) {
  if (!slots_.try_acquire_for(longest_wait)) return busy();
  const Slot slot{slots_};
  return argon2id(password.reveal(), cost_);
}

Result<bool> Passwords::verify(const Secret& password, const std::optional<std::string>& hash) {
  if (password.reveal().size() > longest_password) return false;
  if (!slots_.try_acquire_for(longest_wait)) return busy();
  const Slot slot{slots_};
  const std::string& stored = hash ? *hash : hash_of_nothing_;
  const bool fits = crypto_pwhash_str_verify(stored.c_str(), password.reveal().data(), password.reveal().size()) == 0;
  return fits && hash.has_value();
}

}  // namespace towpath::identity
