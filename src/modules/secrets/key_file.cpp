#include "key_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/faults.h"
#include "envelope.h"

namespace towpath::secrets {
namespace {

constexpr std::string_view magic = "TPWK1";
constexpr std::size_t header_bytes = magic.size() + 4 + 8;
constexpr std::size_t salt_bytes = crypto_pwhash_SALTBYTES;
constexpr std::size_t shortest_passphrase = 12;
/// Beyond these a damaged or planted file could keep the server from starting.
constexpr std::uint64_t most_passes = 100, most_memory = 2ULL << 30;

Error unreadable(const std::string& why) {
  return failed("secrets.key_unreadable", "The master key of the secrets cannot be used: " + why)
      .with_hint("Restore keys/master.key from the backup; without it stored secrets cannot be read.");
}

void append_number(std::string& out, std::uint64_t number, int bytes) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(number >> (8 * i));
}

std::uint64_t number_at(const std::string& text, std::size_t at, int bytes) {
  std::uint64_t out = 0;
  for (int i = 0; i < bytes; ++i)
    out |= static_cast<std::uint64_t>(static_cast<unsigned char>(text[at + static_cast<std::size_t>(i)])) << (8 * i);
  return out;
}

Result<Secret> derive(const Secret& passphrase, const std::string& salt, std::uint64_t passes, std::uint64_t memory) {
  std::string key(MasterKey::key_bytes, '\0');
  if (crypto_pwhash(reinterpret_cast<unsigned char*>(key.data()), key.size(), passphrase.reveal().data(),
                    passphrase.reveal().size(), reinterpret_cast<const unsigned char*>(salt.data()), passes, memory,
                    crypto_pwhash_ALG_ARGON2ID13) != 0)
    return unreadable("there is not enough memory to derive it from the passphrase.");
  return Secret(std::move(key));
}

/// Written beside its place, on disk, then renamed.
Status write_file(const std::string& path, const Secret& content) {
  std::error_code ignored;  // what follows says it
  const auto folder = std::filesystem::path(path).parent_path();
  std::filesystem::create_directories(folder, ignored);
  const std::string temporary = path + ".new";
  const std::string& bytes = content.reveal();
  const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const bool is_written = file >= 0 &&
                          ::write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) &&
                          ::fsync(file) == 0;
  if (file >= 0) ::close(file);
  fault_point("secrets.key.before_rename");
  if (!is_written || ::rename(temporary.c_str(), path.c_str()) != 0) return unreadable("it cannot be written.");
  const int handle = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool is_synced = handle >= 0 && ::fsync(handle) == 0;
  if (handle >= 0) ::close(handle);
  return is_synced ? ok() : Status(unreadable("its folder cannot be written."));
}

}  // namespace

Result<KeyFile> KeyFile::open(const std::string& path) {
  if (sodium_init() < 0) return unreadable("the cryptographic library did not start.");
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    std::string key(MasterKey::key_bytes, '\0');
    randombytes_buf(key.data(), key.size());
    CHECK_OK(write_file(path, Secret(std::move(key))));
  }
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return unreadable("it cannot be read.");
  if ((info.st_mode & 077) != 0)
    return unreadable("its file can be read by others than its owner (its mode must be 0600).");
  std::ifstream in(path, std::ios::binary);
  std::string content((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  const bool is_wrapped = content.starts_with(magic) && content.size() > MasterKey::key_bytes;
  if (!is_wrapped && content.size() != MasterKey::key_bytes)
    return unreadable(fmt::format("it has {} bytes, not {}.", content.size(), MasterKey::key_bytes));
  return KeyFile(Secret(std::move(content)), is_wrapped);
}

Result<Secret> KeyFile::key(const Secret& passphrase) const {
  if (!is_wrapped_) return content_;
  const std::string& content = content_.reveal();
  if (content.size() < header_bytes + salt_bytes) return unreadable("its file is cut off.");
  const auto passes = number_at(content, magic.size(), 4), memory = number_at(content, magic.size() + 4, 8);
  if (passes < 1 || passes > most_passes || memory < crypto_pwhash_MEMLIMIT_MIN || memory > most_memory)
    return unreadable("its file is damaged.");
  TRY(const Secret wrapping, derive(passphrase, content.substr(header_bytes, salt_bytes), passes, memory));
  std::string key;
  const std::string_view header = std::string_view(content).substr(0, header_bytes + salt_bytes);
  if (!decrypt(std::string_view(content).substr(header.size()), header, wrapping.reveal(), key) ||
      key.size() != MasterKey::key_bytes)
    return forbidden("secrets.wrong_passphrase", "The passphrase does not open the master key.");
  return Secret(std::move(key));
}

Status KeyFile::write_wrapped(const std::string& path, const Secret& key, const Secret& passphrase, WrapCost cost) {
  if (passphrase.reveal().size() < shortest_passphrase)
    return invalid_input("secrets.weak_passphrase", "The passphrase cannot be used.")
        .with_field("/passphrase", "has fewer than 12 characters");
  std::string content(magic);
  append_number(content, cost.passes, 4);
  append_number(content, cost.memory_bytes, 8);
  std::string salt(salt_bytes, '\0');
  randombytes_buf(salt.data(), salt.size());
  content += salt;
  TRY(const Secret wrapping, derive(passphrase, salt, cost.passes, cost.memory_bytes));
  content += encrypt(key.reveal(), content, wrapping.reveal());
  return write_file(path, Secret(std::move(content)));
}

}  // namespace towpath::secrets
