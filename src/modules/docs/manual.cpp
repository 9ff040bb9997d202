#include "manual.h"

#include <fmt/core.h>

#include <boost/json.hpp>
#include <string_view>

#include "base/product.h"
#include "base/sha256.h"

extern "C" const char manual_json_begin[];
extern "C" const char manual_json_end[];

namespace towpath::docs {

ManualFiles::ManualFiles() {
  const std::string_view packed(manual_json_begin, static_cast<std::size_t>(manual_json_end - manual_json_begin));
  const boost::json::value files = boost::json::parse(packed);
  for (const auto& [path, content] : files.as_object()) files_[path] = content.as_string().c_str();
  digest_ = sha256_hex(packed);
}

Result<std::string> ManualFiles::head(const std::string&) { return digest_; }

Result<std::vector<FolderEntry>> ManualFiles::folder(const std::string&, const std::string&, const std::string& path) {
  const std::string prefix = path.empty() ? "" : path + "/";
  std::vector<FolderEntry> out;
  for (auto it = files_.lower_bound(prefix); it != files_.end() && it->first.starts_with(prefix); ++it) {
    const auto slash = it->first.find('/', prefix.size());
    const std::string name = it->first.substr(prefix.size(), slash - prefix.size());
    if (out.empty() || out.back().name != name) out.push_back({name, slash != std::string::npos});
  }
  if (out.empty()) return not_found("docs.no_folder", fmt::format("The manual has no folder '{}'.", path));
  return out;
}

Result<std::string> ManualFiles::read(const std::string&, const std::string&, const std::string& path) {
  const auto found = files_.find(path);
  if (found == files_.end()) return not_found("docs.no_file", fmt::format("The manual has no file '{}'.", path));
  return found->second;
}

DocSubject manual_subject() {
  DocSubject subject;
  subject.ref = manual_ref;
  subject.kind = "Platform";
  subject.title = fmt::format("{} manual", product::name);
  subject.is_public = true;
  return subject;
}

}  // namespace towpath::docs
