#include "doc_indexer.h"

#include <boost/json.hpp>
#include <stdexcept>

#include "log/log.h"
#include "manual.h"

namespace towpath::docs {
namespace {

const auth::SqlCondition everything{"1 = 1", {}};
// Of pages whose last change the files are asked for at once: each asks git. The rest stays unknown until it changes.
constexpr std::size_t most_asked = 300;

events::NewEvent announcement(const char* type, const DocSet& set, const std::string& actor) {
  return {.type = type,
          .subject = set.ref,
          .actor = actor,
          .payload = boost::json::serialize(boost::json::object{
              {"set", set.ref}, {"repository", set.repository}, {"commit", set.commit}, {"pages", set.page_count}}),
          .owner_ref = set.owner_ref,
          .project_id = set.project_id};
}

}  // namespace

Status DocIndexer::entity_changed(const std::string& ref, const std::string& actor) {
  const std::lock_guard lock(mutex_);
  const auto subject = subjects_.find(ref);
  const auto folder = subject ? docs_folder(*subject) : std::nullopt;
  if (!folder) {
    forget(ref, actor);
    return ok();
  }
  const auto commit = files_.head(subject->repository);
  if (!commit.has_value() && commit.error().kind() != ErrorKind::not_found) return commit.error();
  std::optional<Site> site;
  if (commit.has_value()) {
    TRY(site, read_site(files_, *subject, *folder, *commit));
  }
  if (site)
    keep(std::move(*site), actor);
  else
    forget(ref, actor);
  return ok();
}

Status DocIndexer::repository_pushed(const std::string& repository, const std::string& actor) {
  const auto refs = kernel_.db.read([&](db::Tx& tx) { return store_.refs_of_repository(tx, repository); });
  for (const std::string& ref : refs) CHECK_OK(entity_changed(ref, actor));
  return ok();
}

void DocIndexer::repository_deleted(const std::string& repository, const std::string& actor) {
  const auto refs = kernel_.db.read([&](db::Tx& tx) { return store_.refs_of_repository(tx, repository); });
  for (const std::string& ref : refs) forget(ref, actor);
}

void DocIndexer::keep_manual() {
  const std::string ref(manual_ref), commit = manual_.head("").value();
  const auto known = kernel_.db.read([&](db::Tx& tx) { return store_.find(tx, ref, everything); });
  const std::string checked = kernel_.db.read([&](db::Tx& tx) { return quality_.checked_commit(tx, ref); });
  if (known && known->commit == commit && checked == commit) return;
  auto site = read_site(manual_, manual_subject(), "", commit);
  if (!site.has_value() || !*site) throw std::runtime_error("the manual in this binary cannot be read");
  keep(std::move(**site), "system");
}

void DocIndexer::fill_when_empty(const std::stop_token& stop) {
  if (kernel_.db.read([&](db::Tx& tx) { return store_.has_any_of_repositories(tx); })) {
    for (const std::string& ref : kernel_.db.read([&](db::Tx& tx) { return quality_.unchecked(tx); })) {
      if (stop.stop_requested()) return;
      if (const Status status = entity_changed(ref, "system"); !status.has_value())
        log::warn("documentation could not be read", {{"entity", ref}, {"detail", status.error().message()}});
    }
    return;
  }
  for (std::string after;;) {
    const DocSubjectPage page = subjects_.list(after);
    for (const DocSubject& subject : page.items) {
      if (stop.stop_requested()) return;
      if (!docs_folder(subject)) continue;
      if (const Status status = entity_changed(subject.ref, "system"); !status.has_value())
        log::warn("documentation could not be read", {{"entity", subject.ref}, {"detail", status.error().message()}});
    }
    if (page.next.empty()) return;
    after = page.next;
  }
}

std::map<std::string, KnownChange> DocIndexer::changes_of(const Site& site) {
  const auto known = kernel_.db.read([&](db::Tx& tx) { return quality_.changes(tx, site.set.ref); });
  std::map<std::string, KnownChange> out;
  std::size_t asked = 0;
  for (const SitePage& page : site.pages) {
    const auto before = known.find(page.path);
    KnownChange change{page.digest, std::nullopt};
    if (before != known.end() && before->second.digest == page.digest) {
      change.changed_at = before->second.changed_at;
    } else if (asked++ < most_asked) {
      const std::string path = site.set.base.empty() ? page.path : site.set.base + "/" + page.path;
      const auto at = files_of(site.set).changed_at(site.set.repository, site.set.commit, path);
      if (at.has_value()) change.changed_at = *at;
    }
    out.emplace(page.path, std::move(change));
  }
  return out;
}

std::optional<UtcTime> DocIndexer::code_change_of(const Site& site) {
  const std::vector<std::string> own =
      site.set.base.empty() ? std::vector<std::string>{"docs", "README.md"} : std::vector<std::string>{site.set.base};
  const auto at = files_of(site.set).changed_beside(site.set.repository, site.set.commit, own);
  return at.has_value() ? *at : std::nullopt;
}

void DocIndexer::keep(Site site, const std::string& actor) {
  site.set.updated_at = kernel_.clock.now();
  const auto changes = changes_of(site);
  const auto code_change = code_change_of(site);
  const Status status = kernel_.db.transact([&](db::Tx& tx) -> Status {
    quality_.put(tx, site, changes, code_change);
    if (store_.put(tx, site)) kernel_.events.append(tx, announcement("docs.set.published", site.set, actor));
    return ok();
  });
  if (!status.has_value()) throw std::runtime_error(status.error().message());
}

void DocIndexer::forget(const std::string& ref, const std::string& actor) {
  const Status status = kernel_.db.transact([&](db::Tx& tx) -> Status {
    const auto set = store_.find(tx, ref, everything);
    quality_.remove(tx, ref);
    if (set && store_.remove(tx, ref)) kernel_.events.append(tx, announcement("docs.set.removed", *set, actor));
    return ok();
  });
  if (!status.has_value()) throw std::runtime_error(status.error().message());
}

}  // namespace towpath::docs
