#pragma once

#include <cstdio>
#include <cstring>
#include <string>

namespace towpath::delivery {

/// Writes tar archives (ustar, uncompressed) of whatever content, also of what no honest archiver would write.
class TarBuilder {
 public:
  TarBuilder& file(const std::string& path, const std::string& content, unsigned mode = 0644) {
    return entry(path, '0', content, "", mode);
  }
  TarBuilder& program(const std::string& path, const std::string& content) { return file(path, content, 0755); }
  TarBuilder& directory(const std::string& path) { return entry(path, '5', "", "", 0755); }
  TarBuilder& symbolic_link(const std::string& path, const std::string& target) {
    return entry(path, '2', "", target, 0777);
  }
  TarBuilder& hard_link(const std::string& path, const std::string& target) {
    return entry(path, '1', "", target, 0644);
  }
  /// '3' is a character device, '4' a block device, '6' a FIFO.
  TarBuilder& special(const std::string& path, char type) { return entry(path, type, "", "", 0644); }

  std::string bytes() const { return text_ + std::string(1024, '\0'); }

 private:
  TarBuilder& entry(const std::string& path, char type, const std::string& content, const std::string& target,
                    unsigned mode) {
    std::string header(512, '\0');
    path.copy(header.data(), 100);
    std::snprintf(header.data() + 100, 8, "%07o", mode);
    std::snprintf(header.data() + 108, 8, "%07o", 0);
    std::snprintf(header.data() + 116, 8, "%07o", 0);
    std::snprintf(header.data() + 124, 12, "%011zo", content.size());
    std::snprintf(header.data() + 136, 12, "%011o", 0);
    header[156] = type;
    target.copy(header.data() + 157, 100);
    std::memcpy(header.data() + 257, "ustar\00000", 8);
    std::memset(header.data() + 148, ' ', 8);
    unsigned sum = 0;
    for (const char c : header) sum += static_cast<unsigned char>(c);
    std::snprintf(header.data() + 148, 8, "%06o", sum);
    text_ += header + content + std::string((512 - content.size() % 512) % 512, '\0');
    return *this;
  }

  std::string text_;
};

}  // namespace towpath::delivery
