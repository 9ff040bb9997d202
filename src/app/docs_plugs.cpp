#include "docs_plugs.h"

#include <boost/json.hpp>
#include <stdexcept>

namespace towpath::app {
namespace {

docs::DocSubject subject_of(const catalog::Entity& entity) {
  docs::DocSubject subject;
  subject.ref = entity.ref;
  subject.kind = entity.kind;
  subject.title = entity.title.empty() ? entity.name : entity.title;
  subject.owner_ref = entity.owner_ref;
  subject.project_id = entity.project_id;
  subject.is_public = entity.is_public;
  constexpr std::string_view from_repository = "repository:";
  if (entity.source.starts_with(from_repository)) subject.repository = entity.source.substr(from_repository.size());
  subject.descriptor_file = entity.source_file;
  const boost::json::value document = boost::json::parse(entity.document);
  const boost::json::object& metadata = document.at("metadata").as_object();
  if (const auto* annotations = metadata.if_contains("annotations"); annotations && annotations->is_object())
    if (const auto* ref = annotations->as_object().if_contains("backstage.io/techdocs-ref"); ref && ref->is_string())
      subject.techdocs_ref = ref->as_string().c_str();
  return subject;
}

}  // namespace

Result<std::string> ForgeDocFiles::head(const std::string& repository) {
  TRY(const forge::Repository found, forge_.get(auth::system_principal(), repository));
  return forge_.resolve(repository, found.default_branch);
}

Result<std::vector<docs::FolderEntry>> ForgeDocFiles::folder(const std::string& repository, const std::string& commit,
                                                             const std::string& path) {
  TRY(const auto entries, forge_.tree(repository, commit, path));
  std::vector<docs::FolderEntry> out;
  for (const forge::TreeEntry& entry : entries) out.push_back({entry.name, entry.is_folder});
  return out;
}

Result<std::string> ForgeDocFiles::read(const std::string& repository, const std::string& commit,
                                        const std::string& path) {
  return forge_.file(repository, commit, path);
}

Result<std::optional<UtcTime>> ForgeDocFiles::changed_at(const std::string& repository, const std::string& commit,
                                                         const std::string& path) {
  TRY(const auto commits, forge_.history(repository, commit, path, "", 1));
  return commits.empty() ? std::nullopt : std::optional(commits.front().committed_at);
}

Result<std::optional<UtcTime>> ForgeDocFiles::changed_beside(const std::string& repository, const std::string& commit,
                                                             const std::vector<std::string>& paths) {
  std::vector<std::string> others{"."};
  for (const std::string& path : paths) others.push_back(":(exclude,literal)" + path);
  TRY(const auto commits, forge_.commits_between(repository, "", commit, 1, others));
  return commits.empty() ? std::nullopt : std::optional(commits.front().committed_at);
}

std::optional<docs::DocSubject> CatalogDocSubjects::find(const std::string& ref) {
  const auto parsed = catalog::EntityRef::parse(ref, "");
  if (!parsed.has_value()) return std::nullopt;
  const auto entity = catalog_.get(auth::system_principal(), *parsed);
  if (!entity.has_value()) return std::nullopt;
  return subject_of(*entity);
}

docs::DocSubjectPage CatalogDocSubjects::list(const std::string& after) {
  catalog::EntityFilter filter;
  filter.after = after;
  filter.limit = 500;
  const auto page = catalog_.list(auth::system_principal(), filter);
  if (!page.has_value()) throw std::runtime_error(page.error().message());
  docs::DocSubjectPage out;
  out.next = page->next;
  for (const catalog::Entity& entity : page->items) out.items.push_back(subject_of(entity));
  return out;
}

}  // namespace towpath::app
