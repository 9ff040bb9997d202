#include "webui/assets.h"

#include <algorithm>
#include <string_view>

#include "asset_table.h"

namespace towpath::webui {
namespace {

const Asset* exact(std::span<const Asset> table, std::string_view path) {
  const auto found = std::ranges::lower_bound(table, path, {}, &Asset::path);
  return found != table.end() && found->path == path ? &*found : nullptr;
}

bool is_under(std::string_view path, std::string_view folder) {
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

/// "/robots.txt" asks for a file; "/catalog/component/default/my.service" for a place of the portal.
bool is_root_file(std::string_view path) { return path.rfind('/') == 0 && path.find('.') != std::string_view::npos; }

std::string_view trim(std::string_view text) {
  const auto from = text.find_first_not_of(" \t");
  return from == std::string_view::npos ? "" : text.substr(from, text.find_last_not_of(" \t") - from + 1);
}

bool equal_without_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

/// Whether an Accept-Encoding header (RFC 9110, 12.5.3) admits a coding: named with a weight other than 0, or not named
/// and "*" is.
bool accepts(std::string_view header, std::string_view coding) {
  bool any = false;
  while (!header.empty()) {
    const auto comma = header.find(',');
    const auto item = header.substr(0, comma);
    header = comma == std::string_view::npos ? "" : header.substr(comma + 1);
    const auto semicolon = item.find(';');
    const auto name = trim(item.substr(0, semicolon));
    const auto weight = semicolon == std::string_view::npos ? "" : trim(item.substr(semicolon + 1));
    const bool refused = weight.starts_with("q=0") && weight.find_first_not_of("0.", 2) == std::string_view::npos;
    if (equal_without_case(name, coding)) return !refused;
    if (name == "*") any = !refused;
  }
  return any;
}

}  // namespace

const Asset* find_in(std::span<const Asset> table, std::string_view path) {
  if (const Asset* asset = exact(table, path)) return asset;
  if (is_under(path, "/api") || is_under(path, "/assets") || is_root_file(path)) return nullptr;
  return exact(table, "/index.html");
}

const Asset* find(std::string_view path) { return find_in(embedded_assets, path); }

bool is_built() { return TOWPATH_WEBUI_BUILT != 0; }

Encoded encode(const Asset& asset, std::string_view accept_encoding) {
  if (!asset.brotli.empty() && accepts(accept_encoding, "br")) return {"br", asset.brotli};
  if (!asset.gzip.empty() && accepts(accept_encoding, "gzip")) return {"gzip", asset.gzip};
  return {"", asset.identity};
}

std::string_view cache_control(const Asset& asset) {
  return asset.is_immutable ? "public, max-age=31536000, immutable" : "no-cache";
}

}  // namespace towpath::webui
