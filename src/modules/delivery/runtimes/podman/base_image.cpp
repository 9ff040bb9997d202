#include "base_image.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <memory>
#include <stdexcept>

#include "base/product.h"
#include "http/http.h"

namespace towpath::delivery {

namespace {

constexpr int version = 1;  ///< Another content, another number.
constexpr const char* folders[] = {"dev", "etc", "home", "media", "mnt", "opt", "proc",   "root",
                                   "run", "srv", "sys",  "tmp",   "usr", "var", "var/tmp"};
constexpr std::pair<const char*, const char*> links[] = {
    {"bin", "usr/bin"}, {"sbin", "usr/sbin"}, {"lib", "usr/lib"}, {"lib32", "usr/lib32"}, {"lib64", "usr/lib64"}};
constexpr std::size_t most_bytes = 64 * 1024;

struct Free {
  void operator()(archive* out) const { archive_write_free(out); }
  void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};

void add(archive* out, const char* name, unsigned type, const char* target) {
  const std::unique_ptr<archive_entry, Free> entry(archive_entry_new());
  archive_entry_set_pathname(entry.get(), name);
  archive_entry_set_filetype(entry.get(), type);
  archive_entry_set_perm(entry.get(), std::string_view(name).ends_with("tmp") ? 01777 : 0755);
  archive_entry_set_mtime(entry.get(), 0, 0);
  if (target != nullptr) archive_entry_set_symlink(entry.get(), target);
  if (archive_write_header(out, entry.get()) != ARCHIVE_OK)
    throw std::runtime_error("the base image cannot be written");
}

}  // namespace

std::string base_image_archive() {
  std::string bytes(most_bytes, '\0');
  std::size_t used = 0;
  const std::unique_ptr<archive, Free> out(archive_write_new());
  archive_write_set_format_ustar(out.get());
  if (archive_write_open_memory(out.get(), bytes.data(), bytes.size(), &used) != ARCHIVE_OK)
    throw std::runtime_error("the base image cannot be begun");
  for (const char* folder : folders) add(out.get(), folder, AE_IFDIR, nullptr);
  for (const auto& [name, target] : links) add(out.get(), name, AE_IFLNK, target);
  if (archive_write_close(out.get()) != ARCHIVE_OK) throw std::runtime_error("the base image cannot be ended");
  bytes.resize(used);
  return bytes;
}

Result<std::string> base_image(const PodmanApi& api) {
  const auto name = fmt::format("localhost/{}-host:{}", product::binary, version);
  TRY(const auto found, api.get("/images/" + http::percent_encode(name) + "/exists"));
  if (found.is_ok()) return name;
  TRY(const auto made,
      api.post_archive("/images/import?reference=" + http::percent_encode(name), base_image_archive()));
  if (!made.is_ok())
    return unavailable("delivery.runtime_unavailable", "podman does not take the base image: " + made.problem())
        .with_hint("see whether podman can keep images: podman info");
  return name;
}

}  // namespace towpath::delivery
