#include <zlib.h>

#include <cstdint>

#include "document.h"

namespace towpath::insights::report {
namespace {

constexpr std::uint32_t local_header = 0x04034b50, central_header = 0x02014b50, end_of_directory = 0x06054b50;
constexpr std::uint16_t version_needed = 20, no_compression = 0, names_are_utf8 = 0x0800;
constexpr std::uint16_t first_time = 0, first_date = 0x0021;  // 1980-01-01 00:00 as MS-DOS writes it

void put16(std::string& out, std::uint16_t value) {
  out += static_cast<char>(value & 0xff);
  out += static_cast<char>(value >> 8);
}
void put32(std::string& out, std::uint32_t value) {
  put16(out, static_cast<std::uint16_t>(value & 0xffff));
  put16(out, static_cast<std::uint16_t>(value >> 16));
}

std::uint32_t checksum(const std::string& bytes) {
  return static_cast<std::uint32_t>(
      ::crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
}

/// What the header before an entry and the directory have in common.
void put_entry(std::string& out, const ZipEntry& entry) {
  const auto size = static_cast<std::uint32_t>(entry.bytes.size());
  put16(out, version_needed);
  put16(out, names_are_utf8);
  put16(out, no_compression);
  put16(out, first_time);
  put16(out, first_date);
  put32(out, checksum(entry.bytes));
  put32(out, size);
  put32(out, size);
  put16(out, static_cast<std::uint16_t>(entry.name.size()));
  put16(out, 0);  // no extra field
}

}  // namespace

std::string zip_of(const std::vector<ZipEntry>& entries) {
  std::string out, directory;
  for (const ZipEntry& entry : entries) {
    const auto offset = static_cast<std::uint32_t>(out.size());
    put32(out, local_header);
    put_entry(out, entry);
    out += entry.name;
    out += entry.bytes;
    put32(directory, central_header);
    put16(directory, version_needed);
    put_entry(directory, entry);
    put16(directory, 0);  // no comment
    put16(directory, 0);  // first disk
    put16(directory, 0);  // internal attributes
    put32(directory, 0);  // external attributes
    put32(directory, offset);
    directory += entry.name;
  }
  const auto count = static_cast<std::uint16_t>(entries.size());
  const auto begin = static_cast<std::uint32_t>(out.size()), size = static_cast<std::uint32_t>(directory.size());
  out += directory;
  put32(out, end_of_directory);
  put16(out, 0);
  put16(out, 0);
  put16(out, count);
  put16(out, count);
  put32(out, size);
  put32(out, begin);
  put16(out, 0);
  return out;
}

}  // namespace towpath::insights::report
