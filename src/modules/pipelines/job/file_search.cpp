#include "job/file_search.h"

#include <openssl/evp.h>
#include <re2/re2.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <system_error>

#include "base/strings.h"

namespace towpath::pipelines {
namespace {

struct Pattern {
  std::unique_ptr<re2::RE2> expression;
  bool is_negative = false;
  std::string root;  // the steps before the first one with a wildcard
  bool has_wildcard = false;
};

bool is_wildcard(std::string_view step) { return step.find_first_of("*?[") != std::string_view::npos; }

std::string quoted(std::string_view text) { return re2::RE2::QuoteMeta(re2::StringPiece(text.data(), text.size())); }

// One step of a path as a regular expression.
Result<std::string> step_expression(std::string_view step) {
  std::string out;
  for (std::size_t i = 0; i < step.size(); ++i) {
    if (step[i] == '*') {
      out += "[^/]*";
    } else if (step[i] == '?') {
      out += "[^/]";
    } else if (step[i] == '[') {
      const std::size_t close = step.find(']', i + 2);
      if (close == std::string_view::npos) {
        return invalid_input("pipelines.invalid_pattern", "'" + std::string(step) + "' opens a '[' that is not closed");
      }
      std::string content(step.substr(i + 1, close - i - 1));
      if (content.front() == '!') content.front() = '^';
      out += "[" + replace_all(content, "\\", "\\\\") + "]";
      i = close;
    } else {
      out += quoted(step.substr(i, 1));
    }
  }
  return out;
}

Result<Pattern> compile(std::string_view text, const std::string& base) {
  Pattern pattern;
  std::string_view rest = text;
  while (rest.starts_with('!')) {
    pattern.is_negative = !pattern.is_negative;
    rest = trim(rest.substr(1));
  }
  if (rest.starts_with('/') || rest.starts_with('~')) {
    return invalid_input("pipelines.unsafe_path", "'" + std::string(text) + "' does not lie in the workspace")
        .with_hint("use a path relative to the workspace");
  }
  std::vector<std::string> steps = split(base, '/');
  for (std::string& step : split(rest, '/')) steps.push_back(std::move(step));
  std::erase_if(steps, [](const std::string& step) { return step.empty() || step == "."; });
  if (std::find(steps.begin(), steps.end(), "..") != steps.end()) {
    return invalid_input("pipelines.unsafe_path", "'" + std::string(text) + "' does not lie in the workspace");
  }
  std::string expression;
  bool needs_slash = false;
  for (const std::string& step : steps) {
    if (step == "**") {
      expression += needs_slash ? "(?:/[^/]+)*" : "(?:[^/]+(?:/[^/]+)*)?";
      pattern.has_wildcard = true;
      needs_slash = true;
      continue;
    }
    pattern.has_wildcard = pattern.has_wildcard || is_wildcard(step);
    TRY(const std::string part, step_expression(step));
    // "**/x" also finds "x": the slash is there only when something is before it.
    expression += needs_slash ? (expression.ends_with(")?") ? "/?" : "/") : "";
    expression += part;
    needs_slash = true;
    if (!pattern.has_wildcard) pattern.root += (pattern.root.empty() ? "" : "/") + step;
  }
  expression += "(?:/.*)?";
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_dot_nl(true);
  pattern.expression = std::make_unique<re2::RE2>(expression, options);
  if (!pattern.expression->ok()) {
    return invalid_input("pipelines.invalid_pattern", "'" + std::string(text) + "' is no pattern of files");
  }
  return pattern;
}

bool is_hidden(const std::string& path, const std::string& base) {
  const std::string_view inner =
      std::string_view(path).substr(base.empty() ? 0 : std::min(path.size(), base.size() + 1));
  return inner.starts_with('.') || inner.find("/.") != std::string_view::npos;
}

std::string common_folder(const std::string& left, const std::string& right) {
  const std::vector<std::string> a = split(left, '/');
  const std::vector<std::string> b = split(right, '/');
  std::vector<std::string> common;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()) && a[i] == b[i]; ++i) common.push_back(a[i]);
  return join(common, "/");
}

std::string parent_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

struct FreeDigest {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

class Sha256 {
 public:
  Sha256() : context_(EVP_MD_CTX_new()) { EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr); }
  void add(std::string_view bytes) { EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()); }
  std::string finish() {
    std::array<unsigned char, 32> digest{};
    EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr);
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
  }

 private:
  std::unique_ptr<EVP_MD_CTX, FreeDigest> context_;
};

Result<std::string> digest_of_file(const JobFolder& folder, const std::string& path) {
  TRY(const process::OwnedFd file, folder.open_file(path));
  Sha256 sha;
  std::array<char, 128 * 1024> buffer;
  while (true) {
    const ssize_t got = read(file.get(), buffer.data(), buffer.size());
    if (got < 0) throw std::system_error(errno, std::generic_category(), "read a file of a job");
    if (got == 0) return sha.finish();
    sha.add({buffer.data(), static_cast<std::size_t>(got)});
  }
}

}  // namespace

Result<FoundFiles> find_files(const JobFolder& folder, const std::string& base, const std::vector<std::string>& lines,
                              Hidden hidden) {
  std::vector<Pattern> patterns;
  for (const std::string& line : lines) {
    const std::string_view text = trim(line);
    if (text.empty() || text.starts_with('#')) continue;
    TRY(Pattern pattern, compile(text, base));
    patterns.push_back(std::move(pattern));
  }
  FoundFiles found;
  CHECK_OK(folder.walk(base, [&](const JobFolder::Entry& entry) {
    if (hidden == Hidden::excluded && is_hidden(entry.path, base)) return false;
    if (entry.kind == JobFolder::Kind::folder) return true;
    bool selected = false;
    for (const Pattern& pattern : patterns) {
      if (re2::RE2::FullMatch(entry.path, *pattern.expression)) selected = !pattern.is_negative;
    }
    if (selected) found.entries.push_back(entry);
    return true;
  }));
  bool is_first = true;
  for (const Pattern& pattern : patterns) {
    if (pattern.is_negative) continue;
    // A file named as it is lies in its folder; a folder is a root itself.
    const auto named = folder.entry(pattern.root);
    const bool is_folder = named.has_value() && named.value().kind == JobFolder::Kind::folder;
    const std::string root = pattern.has_wildcard || is_folder ? pattern.root : parent_of(pattern.root);
    found.root = is_first ? root : common_folder(found.root, root);
    is_first = false;
  }
  std::sort(found.entries.begin(), found.entries.end(),
            [](const JobFolder::Entry& a, const JobFolder::Entry& b) { return a.path < b.path; });
  return found;
}

Result<std::string> hash_files(const JobFolder& folder, const std::string& base,
                               const std::vector<std::string>& patterns) {
  TRY(const FoundFiles found, find_files(folder, base, patterns, Hidden::included));
  Sha256 sha;
  bool has_any = false;
  for (const JobFolder::Entry& entry : found.entries) {
    if (entry.kind != JobFolder::Kind::file) continue;
    TRY(const std::string digest, digest_of_file(folder, entry.path));
    sha.add(digest);
    has_any = true;
  }
  return has_any ? to_hex(sha.finish()) : std::string();
}

}  // namespace towpath::pipelines
