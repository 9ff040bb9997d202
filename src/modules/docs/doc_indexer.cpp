#include "doc_indexer.h"

#include <boost/json.hpp>
#include <stdexcept>

#include "log/log.h"
#include "manual.h"

namespace towpath::docs {
namespace {

const auth::SqlCondition everything{"1 = 1", {}};

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
  if (known && known->commit == commit) return;
  auto site = read_site(manual_, manual_subject(), "", commit);
  if (!site.has_value() || !*site) throw std::runtime_error("the manual in this binary cannot be read");
  keep(std::move(**site), "system");
}

void DocIndexer::fill_when_empty(const std::stop_token& stop) {
  if (kernel_.db.read([&](db::Tx& tx) { return store_.has_any_of_repositories(tx); })) return;
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

void DocIndexer::keep(Site site, const std::string& actor) {
  site.set.updated_at = kernel_.clock.now();
  const Status status = kernel_.db.transact([&](db::Tx& tx) -> Status {
    if (store_.put(tx, site)) kernel_.events.append(tx, announcement("docs.set.published", site.set, actor));
    return ok();
  });
  if (!status.has_value()) throw std::runtime_error(status.error().message());
}

void DocIndexer::forget(const std::string& ref, const std::string& actor) {
  const Status status = kernel_.db.transact([&](db::Tx& tx) -> Status {
    const auto set = store_.find(tx, ref, everything);
    if (set && store_.remove(tx, ref)) kernel_.events.append(tx, announcement("docs.set.removed", *set, actor));
    return ok();
  });
  if (!status.has_value()) throw std::runtime_error(status.error().message());
}

}  // namespace towpath::docs
