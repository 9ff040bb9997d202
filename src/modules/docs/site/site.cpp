#include "site/site.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/sha256.h"
#include "base/strings.h"
#include "markdown/link_target.h"
#include "markdown/page_source.h"
#include "quality/link_check.h"
#include "site/site_file.h"

namespace towpath::docs {
namespace {

constexpr int deepest_folder = 16;
constexpr std::size_t most_problems = 50;

std::string below(std::string_view folder, std::string_view name) {
  if (folder.empty() || name.empty()) return std::string(folder.empty() ? name : folder);
  return fmt::format("{}/{}", folder, name);
}

std::string_view file_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

bool is_index(std::string_view path) {
  const std::string name = to_lower(file_name(path));
  return name == "index.md" || name == "readme.md";
}

/// "getting-started.md" as words: "Getting started".
std::string title_from(std::string_view path) {
  std::string name(file_name(path));
  if (is_markdown(name)) name.resize(name.rfind('.'));
  name = replace_all(replace_all(name, "-", " "), "_", " ");
  if (!name.empty() && name[0] >= 'a' && name[0] <= 'z') name[0] = static_cast<char>(name[0] - 'a' + 'A');
  return name;
}

/// Pages of a folder before those of its sub-folders, index first, then by name: mkdocs's order.
bool comes_before(const std::string& a, const std::string& b) {
  const auto parts_a = split(a, '/'), parts_b = split(b, '/');
  for (std::size_t i = 0; i < std::min(parts_a.size(), parts_b.size()); ++i) {
    const bool is_file_a = i + 1 == parts_a.size(), is_file_b = i + 1 == parts_b.size();
    if (is_file_a != is_file_b) return is_file_a;
    if (parts_a[i] == parts_b[i]) continue;
    if (is_file_a && is_index(a) != is_index(b)) return is_index(a);
    return parts_a[i] < parts_b[i];
  }
  return parts_a.size() < parts_b.size();
}

class SiteReader {
 public:
  SiteReader(DocFiles& files, const DocSubject& subject, std::string folder, std::string commit)
      : files_(files), folder_(std::move(folder)) {
    DocSet& set = site_.set;
    set.ref = subject.ref;
    set.title = subject.title;
    set.owner_ref = subject.owner_ref;
    set.project_id = subject.project_id;
    set.is_public = subject.is_public;
    set.repository = subject.repository;
    set.commit = std::move(commit);
  }

  Result<std::optional<Site>> read() {
    DocSet& set = site_.set;
    const auto root = files_.folder(set.repository, set.commit, folder_);
    if (!root.has_value() && root.error().kind() == ErrorKind::not_found) return std::optional<Site>();
    if (!root.has_value()) return root.error();
    TRY(const SiteFile site_file, find_site_file(*root));
    set.base = folder_;
    if (set.has_site_file) {
      set.base = below(folder_, site_file.docs_dir);
      CHECK_OK(walk("", 0));
    } else {
      CHECK_OK(look_around(*root));
    }
    CHECK_OK(read_pages());
    if (paths_.empty()) return std::optional<Site>();
    make_navigation(site_file);
    std::sort(set.assets.begin(), set.assets.end());
    set.page_count = static_cast<std::int64_t>(site_.pages.size());
    return std::optional<Site>(std::move(site_));
  }

 private:
  void problem(std::string text) {
    if (site_.set.problems.size() < most_problems) site_.set.problems.push_back(std::move(text));
  }

  Result<SiteFile> find_site_file(const std::vector<FolderEntry>& root) {
    for (const char* name : {"mkdocs.yml", "mkdocs.yaml"}) {
      const auto is_it = [&](const FolderEntry& entry) { return entry.name == name && !entry.is_folder; };
      if (std::none_of(root.begin(), root.end(), is_it)) continue;
      site_.set.has_site_file = true;
      const std::string path = below(folder_, name);
      TRY(const std::string text, files_.read(site_.set.repository, site_.set.commit, path));
      auto read = read_site_file(text, path);
      if (!read.has_value()) {
        problem(read.error().message());
        return SiteFile();
      }
      for (const std::string& each : read->problems) problem(each);
      if (!read->name.empty()) site_.set.title = one_line(read->name);
      return read;
    }
    return SiteFile();
  }

  /// Without a mkdocs.yml: the README, what is in docs/, and pictures where READMEs have them.
  Status look_around(const std::vector<FolderEntry>& root) {
    for (const FolderEntry& entry : root) {
      const bool holds_pictures = entry.name == "images" || entry.name == "img" || entry.name == "assets";
      if (entry.is_folder && (entry.name == "docs" || holds_pictures))
        CHECK_OK(walk(entry.name, 1));
      else if (!entry.is_folder && (to_lower(entry.name) == "readme.md" || !picture_type(entry.name).empty()))
        add(entry.name);
    }
    std::erase_if(paths_, [](const std::string& path) {
      return path.find('/') != std::string::npos && !path.starts_with("docs/");
    });
    // The rest of a repository is not documentation: only pictures are served out of it.
    std::erase_if(site_.set.assets, [](const std::string& path) { return picture_type(path).empty(); });
    return ok();
  }

  void add(const std::string& path) {
    if (is_markdown(path))
      paths_.push_back(path);
    else
      site_.set.assets.push_back(path);
  }

  Status walk(const std::string& folder, int depth) {
    const std::string full = below(site_.set.base, folder);
    const auto entries = files_.folder(site_.set.repository, site_.set.commit, full);
    if (!entries.has_value() && entries.error().kind() == ErrorKind::not_found) return ok();
    if (!entries.has_value()) return entries.error();
    for (const FolderEntry& entry : *entries) {
      if (entry.name.starts_with('.') || entry.name == "node_modules" || !is_utf8(entry.name)) continue;
      if (++visited_ > most_files) {
        if (visited_ == most_files + 1) problem(fmt::format("Only the first {} files were read.", most_files));
        return ok();
      }
      if (!entry.is_folder)
        add(below(folder, entry.name));
      else if (depth < deepest_folder)
        CHECK_OK(walk(below(folder, entry.name), depth + 1));
    }
    return ok();
  }

  Status read_pages() {
    std::sort(paths_.begin(), paths_.end(), comes_before);
    if (paths_.size() > most_pages) {
      problem(fmt::format("Only the first {} of {} pages were read.", most_pages, paths_.size()));
      paths_.resize(most_pages);
    }
    std::vector<std::string> candidates = std::exchange(paths_, {});
    const FileNames names(candidates.begin(), candidates.end());
    const FileNames assets(site_.set.assets.begin(), site_.set.assets.end());
    LinkCheck links(names, assets);
    for (std::string& path : candidates) {
      const auto source = files_.read(site_.set.repository, site_.set.commit, below(site_.set.base, path));
      if (!source.has_value() && source.error().kind() == ErrorKind::unavailable) return source.error();
      if (!source.has_value()) {  // a submodule, or larger than any page
        problem(fmt::format("{}: {}", path, source.error().message()));
        continue;
      }
      SitePage page{path, "", "", sha256_hex(*source)};
      auto text = read_page_text(*source);
      if (text.has_value()) {
        page.title = std::move(text->title);
        page.text = std::move(text->text);
        links.add(path, *source);
      } else {
        problem(fmt::format("{}: {}", path, text.error().message()));
      }
      if (page.title.empty()) page.title = default_title(path);
      titles_[path] = page.title;
      site_.pages.push_back(std::move(page));
      paths_.push_back(std::move(path));
    }
    site_.broken_links = links.broken();
    return ok();
  }
  std::string default_title(const std::string& path) const {
    if (!is_index(path)) return title_from(path);
    return folder_of(path).empty() ? site_.set.title : title_from(folder_of(path));
  }

  void make_navigation(const SiteFile& site_file) {
    DocSet& set = site_.set;
    if (site_file.has_nav) {
      set.nav = completed(site_file.nav);
    } else {
      for (const std::string& path : paths_) {
        // Without a mkdocs.yml the pages of docs/ stand beside the README.
        const std::string_view shown = path;
        const bool is_in_docs = !set.has_site_file && shown.starts_with("docs/");
        place(set.nav, is_in_docs ? shown.substr(shown.find('/') + 1) : shown, path, 1);
      }
    }
    const auto order = pages_in_order(set.nav);
    const auto home = std::find_if(paths_.begin(), paths_.end(),
                                   [](const std::string& path) { return folder_of(path).empty() && is_index(path); });
    set.home = home != paths_.end() ? *home : !order.empty() ? order.front().path : paths_.front();
  }

  /// Without what is not there, with the pages' own titles.
  std::vector<NavItem> completed(const std::vector<NavItem>& items) {
    std::vector<NavItem> out;
    for (const NavItem& item : items) {
      NavItem done{item.title, item.page, item.url, completed(item.children)};
      if (!item.page.empty()) {
        const auto title = titles_.find(item.page);
        if (title == titles_.end()) {
          problem(fmt::format("The navigation names '{}', which is no page here.", item.page));
          continue;
        }
        if (done.title.empty()) done.title = title->second;
      } else if (item.url.empty() && done.children.empty()) {
        continue;
      }
      out.push_back(std::move(done));
    }
    return out;
  }

  /// Puts a page into the section that its folders name.
  void place(std::vector<NavItem>& items, std::string_view rest, const std::string& path, int depth) {
    const auto slash = rest.find('/');
    if (slash == std::string_view::npos || depth >= deepest_nav) {
      items.push_back({titles_[path], path, "", {}});
      return;
    }
    const std::string title = title_from(rest.substr(0, slash));
    auto section = std::find_if(items.begin(), items.end(),
                                [&](const NavItem& item) { return item.page.empty() && item.title == title; });
    if (section == items.end()) section = items.insert(items.end(), NavItem{title, "", "", {}});
    place(section->children, rest.substr(slash + 1), path, depth + 1);
  }

  DocFiles& files_;
  const std::string folder_;
  Site site_;
  std::vector<std::string> paths_;
  std::map<std::string, std::string> titles_;
  std::size_t visited_ = 0;
};

}  // namespace

std::optional<std::string> docs_folder(const DocSubject& subject) {
  if (subject.repository.empty()) return std::nullopt;
  const std::string_view beside = folder_of(subject.descriptor_file);
  if (subject.techdocs_ref.empty()) {
    if (to_lower(subject.kind) != "component") return std::nullopt;
    return std::string(beside);
  }
  constexpr std::string_view scheme = "dir:";
  if (!subject.techdocs_ref.starts_with(scheme)) return std::nullopt;
  return join_path(beside, std::string_view(subject.techdocs_ref).substr(scheme.size()));
}

Result<std::optional<Site>> read_site(DocFiles& files, const DocSubject& subject, const std::string& folder,
                                      const std::string& commit) {
  return SiteReader(files, subject, folder, commit).read();
}

std::vector<PageLink> pages_in_order(const std::vector<NavItem>& nav) {
  std::vector<PageLink> out;
  for (const NavItem& item : nav) {
    if (!item.page.empty()) out.push_back({item.page, item.title});
    const auto inside = pages_in_order(item.children);
    out.insert(out.end(), inside.begin(), inside.end());
  }
  return out;
}

std::string_view picture_type(std::string_view path) {
  constexpr std::pair<std::string_view, std::string_view> types[] = {
      {".png", "image/png"},   {".jpg", "image/jpeg"},  {".jpeg", "image/jpeg"},   {".gif", "image/gif"},
      {".webp", "image/webp"}, {".avif", "image/avif"}, {".svg", "image/svg+xml"}, {".ico", "image/x-icon"}};
  const std::string lower = to_lower(path);
  for (const auto& [end, type] : types)
    if (lower.ends_with(end)) return type;
  return {};
}

}  // namespace towpath::docs
