#include "docs_service.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "base/sha256.h"
#include "base/strings.h"
#include "http/http.h"
#include "markdown/link_target.h"

namespace towpath::docs {
namespace {

constexpr std::size_t most_words = 8;

Error no_set(const std::string& ref) {
  return not_found("docs.set_not_found", fmt::format("There is no documentation of {}.", ref))
      .with_hint("See what there is with: towpath docs list");
}

std::string full_path(const DocSet& set, const std::string& path) {
  return set.base.empty() ? path : set.base + "/" + path;
}

/// "component/default/shop" for "component:default/shop".
std::string address_of(const std::string& ref) {
  std::string out;
  for (const std::string& part : split(replace_all(ref, ":", "/"), '/'))
    out += (out.empty() ? "" : "/") + http::percent_encode(part);
  return out;
}

/// The text around the first word found, with whole characters at both ends.
std::string snippet_of(const std::string& text, const std::string& word) {
  constexpr std::size_t around = 80;
  // Title and path are shown anyway: the page's own text begins on the third line.
  const std::size_t body = std::min(text.find('\n', text.find('\n') + 1) + 1, text.size());
  const std::size_t at = to_lower(std::string_view(text).substr(body)).find(to_lower(word));
  const std::size_t found = at == std::string::npos ? body : body + at;
  std::size_t from = found - body > around ? found - around : body;
  std::size_t to = std::min(found + word.size() + around, text.size());
  const auto is_inside = [&](std::size_t i) {
    return i < text.size() && (static_cast<unsigned char>(text[i]) & 0xC0) == 0x80;
  };
  while (is_inside(from)) ++from;
  while (is_inside(to)) ++to;
  std::string out = replace_all(std::string_view(text).substr(from, to - from), "\n", " ");
  out = std::string(trim(out));
  return fmt::format("{}{}{}", from > body ? "\u2026" : "", out, to < text.size() ? "\u2026" : "");
}

/// "rank set path".
std::string cursor_of(const DocStore::Found& last) {
  return fmt::format("{} {} {}", last.rank, last.match.set, last.match.path);
}

Status read_cursor(const std::string& text, DocStore::SearchFilter& filter) {
  filter.after_rank = -1;
  if (text.empty()) return ok();
  const auto first = text.find(' '), second = text.find(' ', first + 1);
  const auto read = std::from_chars(text.data(), text.data() + std::min(first, text.size()), filter.after_rank);
  if (first == std::string::npos || second == std::string::npos || read.ec != std::errc())
    return invalid_input("docs.invalid_cursor", "This is not the 'next' of an earlier answer.")
        .with_field("/after", "must be the 'next' of an earlier answer");
  filter.after_set = text.substr(first + 1, second - first - 1);
  filter.after_path = text.substr(second + 1);
  return ok();
}

}  // namespace

auth::SqlCondition DocsService::visible(const auth::Principal& principal) const {
  return auth::to_sql(kernel_.authorizer.decide(principal, "doc.read"), "owner_ref", "", "is_public");
}

Result<DocSetPage> DocsService::list(const auth::Principal& principal, const std::string& after, std::size_t limit) {
  limit = std::clamp<std::size_t>(limit, 1, 500);
  return kernel_.db.read([&](db::Tx& tx) -> Result<DocSetPage> {
    DocSetPage page;
    page.total = store_.count(tx, visible(principal));
    page.items = store_.list(tx, after, limit + 1, visible(principal));
    if (page.items.size() > limit) {
      page.items.pop_back();
      page.next = page.items.back().ref;
    }
    return page;
  });
}

Result<DocSet> DocsService::get(const auth::Principal& principal, const std::string& ref) {
  return kernel_.db.read([&](db::Tx& tx) -> Result<DocSet> {
    auto set = store_.find(tx, ref, visible(principal));
    if (!set) return no_set(ref);
    return std::move(*set);
  });
}

Result<DocsService::SetWithTitles> DocsService::find(const auth::Principal& principal, const std::string& ref) {
  return kernel_.db.read([&](db::Tx& tx) -> Result<SetWithTitles> {
    auto set = store_.find(tx, ref, visible(principal));
    if (!set) return no_set(ref);
    return SetWithTitles{std::move(*set), store_.titles(tx, ref)};
  });
}

Result<Rendering> DocsService::rendered(const SetWithTitles& found, const std::string& page, const std::string& source,
                                        std::string& etag) {
  FileNames pages, assets(found.set.assets.begin(), found.set.assets.end());
  for (const auto& [path, title] : found.titles) pages.insert(path);
  // All that the HTML depends on: the source, what its links can lead to, and where the set is read.
  Sha256 hash;
  for (const FileNames* names : {&pages, &assets}) {
    for (const std::string& name : *names) hash.update(name + "\n");
    hash.update("\n");
  }
  hash.update(fmt::format("{}\n{}\n{}\n", rendering_version, found.set.ref, page));
  hash.update(source);
  etag = hash.finish_hex();
  if (const auto known = cache_.find(etag)) return *known;
  const std::string address = address_of(found.set.ref);
  TRY(Rendering made,
      render_page(source, {page, "/docs/" + address + "/", "/api/v1/docs/" + address + "/assets/", pages, assets}));
  cache_.put(etag, std::make_shared<const Rendering>(made));
  return made;
}

Result<Page> DocsService::page(const auth::Principal& principal, const std::string& ref, const std::string& path,
                               PageForm form) {
  TRY(const SetWithTitles found, find(principal, ref));
  FileNames names;
  for (const auto& [name, title] : found.titles) names.insert(name);
  const auto name = path.empty() ? std::optional(found.set.home) : find_page(path, names);
  if (!name || !names.contains(*name))
    return not_found("docs.page_not_found", fmt::format("The documentation of {} has no page '{}'.", ref, path))
        .with_hint(fmt::format("See its pages with: towpath docs show {}", ref));
  Page page;
  page.set = found.set.ref;
  page.path = *name;
  page.title = found.titles.at(*name);
  page.repository = found.set.repository;
  page.commit = found.set.commit;
  page.source_path = full_path(found.set, *name);
  TRY(std::string source, files_of(found.set).read(page.repository, page.commit, page.source_path));
  if (form == PageForm::markdown) {
    page.etag = sha256_hex(source);
    page.content = std::move(source);
  } else {
    TRY(Rendering rendering, rendered(found, *name, source, page.etag));
    page.content = std::move(rendering.html);
    for (Heading& heading : rendering.toc)
      page.toc.push_back({heading.level, std::move(heading.id), std::move(heading.title)});
    page.broken_links = std::move(rendering.broken_links);
  }
  const std::vector<PageLink> order = pages_in_order(found.set.nav);
  const auto here = std::find_if(order.begin(), order.end(), [&](const PageLink& link) { return link.path == *name; });
  if (here != order.end()) {
    if (here != order.begin()) page.previous = *(here - 1);
    if (here + 1 != order.end()) page.next = *(here + 1);
  }
  page.etag = sha256_hex(fmt::format("{} {} {} {} {}", page.etag, page.commit, page.title,
                                     page.previous ? page.previous->title + page.previous->path : "",
                                     page.next ? page.next->title + page.next->path : ""));
  return page;
}

Result<Asset> DocsService::asset(const auth::Principal& principal, const std::string& ref, const std::string& path) {
  TRY(const DocSet set, get(principal, ref));
  if (!std::binary_search(set.assets.begin(), set.assets.end(), path))
    return not_found("docs.asset_not_found", fmt::format("The documentation of {} has no file '{}'.", ref, path));
  Asset asset;
  asset.file_name = path.substr(path.rfind('/') + 1);
  TRY(asset.content, files_of(set).read(set.repository, set.commit, full_path(set, path)));
  const std::string_view picture = picture_type(path);
  asset.is_picture = !picture.empty();
  asset.content_type = asset.is_picture ? std::string(picture) : "application/octet-stream";
  return asset;
}

Result<MatchPage> DocsService::search(const auth::Principal& principal, const SearchQuery& query) {
  DocStore::SearchFilter filter;
  for (const std::string& word : split(query.text, ' '))
    if (!trim(word).empty()) filter.words.emplace_back(trim(word));
  if (filter.words.empty() || filter.words.size() > most_words || !is_utf8(query.text) ||
      query.text.find('\0') != std::string::npos)
    return invalid_input("docs.invalid_search", fmt::format("A search has one to {} words.", most_words))
        .with_field("/text", fmt::format("must have one to {} words", most_words));
  filter.set = query.set;
  CHECK_OK(read_cursor(query.after, filter));
  const std::size_t limit = std::clamp<std::size_t>(query.limit, 1, 100);
  filter.limit = limit + 1;
  MatchPage result = kernel_.db.read([&](db::Tx& tx) {
    MatchPage page;
    page.total = store_.count_matches(tx, filter, visible(principal));
    auto found = store_.search(tx, filter, visible(principal));
    if (found.size() > limit) {
      found.pop_back();
      page.next = cursor_of(found.back());
    }
    for (DocStore::Found& each : found) {
      each.match.snippet = snippet_of(each.text, filter.words.front());
      page.items.push_back(std::move(each.match));
    }
    return page;
  });
  if (result.total == 0) quality_.missed(principal, query.text);
  return result;
}

}  // namespace towpath::docs
