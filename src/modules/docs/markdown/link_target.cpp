#include "markdown/link_target.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/strings.h"

namespace towpath::docs {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0) {
      out += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

/// Encodes what may not stand in a URL; `kept` are the reserved characters that keep their meaning.
std::string encoded(std::string_view text, std::string_view kept) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~").find(c) != std::string_view::npos;
    if (plain || kept.find(c) != std::string_view::npos)
      out += c;
    else
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

constexpr std::string_view url_reserved = ":/?#[]@!$&'()*+,;=%";

/// The scheme in lower case, "" without one. Browsers skip blanks and control characters inside it, so they are gone
/// from `url` already.
std::string scheme_of(std::string_view url) {
  const auto end = url.find_first_of(":/?#");
  if (end == std::string_view::npos || url[end] != ':') return "";
  return to_lower(url.substr(0, end));
}

}  // namespace

bool is_markdown(std::string_view path) {
  const std::string lower = to_lower(path);
  return lower.ends_with(".md") || lower.ends_with(".markdown");
}

std::string_view folder_of(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

std::optional<std::string> join_path(std::string_view folder, std::string_view relative) {
  std::vector<std::string> parts;
  for (const std::string_view text : {folder, relative})
    for (const std::string& part : split(text, '/')) {
      if (part.empty() || part == ".") continue;
      if (part != "..") {
        parts.push_back(part);
        continue;
      }
      if (parts.empty()) return std::nullopt;
      parts.pop_back();
    }
  return join(parts, "/");
}

std::optional<std::string> find_page(std::string_view path, const FileNames& pages) {
  while (path.ends_with('/')) path.remove_suffix(1);
  if (const auto found = pages.find(path); found != pages.end()) return *found;
  if (const auto found = pages.find(std::string(path) + ".md"); found != pages.end()) return *found;
  const std::string folder = path.empty() ? "" : std::string(path) + "/";
  for (const char* name : {"index.md", "README.md", "readme.md"})
    if (const auto found = pages.find(folder + name); found != pages.end()) return *found;
  return std::nullopt;
}

LinkTarget resolve_link(std::string_view written, const PagePlace& place) {
  using Kind = LinkTarget::Kind;
  std::string url;
  for (const char c : written)
    if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) url += c;
  url = std::string(trim(url));
  if (const std::string scheme = scheme_of(url); !scheme.empty()) {
    if (scheme == "http" || scheme == "https" || scheme == "mailto") return {Kind::outside, encoded(url, url_reserved)};
    return {};
  }
  if (url.starts_with("//") || url.starts_with("\\") || url.starts_with("/\\")) return {};
  if (url.starts_with("#"))
    return {Kind::here, "#" + encoded(url.substr(1), url_reserved), "",
            percent_decoded(std::string_view(url).substr(1))};
  const auto fragment_at = url.find('#');
  const std::string fragment =
      fragment_at == std::string::npos ? "" : "#" + encoded(std::string_view(url).substr(fragment_at + 1), "%");
  const std::string path = percent_decoded(std::string_view(url).substr(0, std::min(fragment_at, url.find('?'))));
  const auto target = join_path(path.starts_with("/") ? std::string_view() : folder_of(place.page), path);
  if (!target) return {};
  if (const auto page = find_page(*target, place.pages)) {
    const std::string_view id =
        fragment_at == std::string::npos ? std::string_view() : std::string_view(url).substr(fragment_at + 1);
    return {Kind::page, place.reader_base + encoded(*page, "/") + fragment, *page, percent_decoded(id)};
  }
  if (place.assets.contains(*target)) return {Kind::asset, place.asset_base + encoded(*target, "/")};
  return {};
}

}  // namespace towpath::docs
