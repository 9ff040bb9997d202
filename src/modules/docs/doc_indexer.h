#pragma once

#include <map>
#include <mutex>
#include <stop_token>
#include <string>

#include "doc_store.h"
#include "docs/ports.h"
#include "module/module.h"
#include "quality/quality_store.h"

namespace towpath::docs {

/// Keeps docs_sets and docs_pages in step with repositories and catalog. Thread-safe.
class DocIndexer {
 public:
  /// All outlive the indexer.
  DocIndexer(const Kernel& kernel, DocFiles& files, DocSubjects& subjects, DocFiles& manual)
      : kernel_(kernel), files_(files), subjects_(subjects), manual_(manual) {}

  /// An entity came, changed or went. Errors: those of the files' host when it cannot be asked.
  Status entity_changed(const std::string& ref, const std::string& actor);
  /// A default branch moved.
  Status repository_pushed(const std::string& repository, const std::string& actor);
  void repository_deleted(const std::string& repository, const std::string& actor);
  /// Reads the manual of this binary if it is another than the one kept.
  void keep_manual();
  /// Reads what entities have, when nothing is kept yet, and sets whose links were never checked: a server that ran
  /// before this module, or this part of it, existed.
  void fill_when_empty(const std::stop_token& stop);

 private:
  void keep(Site site, const std::string& actor);
  /// When each page changed; asks the files only about those that differ from what is known.
  std::map<std::string, KnownChange> changes_of(const Site& site);
  std::optional<UtcTime> code_change_of(const Site& site);
  DocFiles& files_of(const DocSet& set) { return set.ref == manual_ref ? manual_ : files_; }
  void forget(const std::string& ref, const std::string& actor);

  const Kernel& kernel_;
  DocFiles& files_;
  DocSubjects& subjects_;
  DocFiles& manual_;
  DocStore store_;
  QualityStore quality_;
  std::mutex mutex_;  // one set is read at a time, so that what is written last was the newest
};

}  // namespace towpath::docs
