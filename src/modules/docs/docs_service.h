#pragma once

#include "doc_store.h"
#include "docs/docs.h"
#include "docs/ports.h"
#include "module/module.h"
#include "page_cache.h"
#include "quality/quality_service.h"

namespace towpath::docs {

class DocsService final : public Docs {
 public:
  /// `manual` has the files of manual_ref; `quality` is told of searches that find nothing. All outlive the service.
  DocsService(const Kernel& kernel, DocFiles& files, DocFiles& manual, QualityService& quality)
      : kernel_(kernel), files_(files), manual_(manual), quality_(quality) {}

  Result<DocSetPage> list(const auth::Principal& principal, const std::string& after, std::size_t limit) override;
  Result<DocSet> get(const auth::Principal& principal, const std::string& ref) override;
  Result<Page> page(const auth::Principal& principal, const std::string& ref, const std::string& path,
                    PageForm form) override;
  Result<Asset> asset(const auth::Principal& principal, const std::string& ref, const std::string& path) override;
  Result<MatchPage> search(const auth::Principal& principal, const SearchQuery& query) override;

 private:
  struct SetWithTitles {
    DocSet set;
    std::map<std::string, std::string> titles;
  };
  Result<SetWithTitles> find(const auth::Principal& principal, const std::string& ref);
  Result<Rendering> rendered(const SetWithTitles& found, const std::string& page, const std::string& source,
                             std::string& etag);
  DocFiles& files_of(const DocSet& set) { return set.ref == manual_ref ? manual_ : files_; }
  auth::SqlCondition visible(const auth::Principal& principal) const;

  const Kernel& kernel_;
  DocFiles& files_;
  DocFiles& manual_;
  QualityService& quality_;
  DocStore store_;
  PageCache cache_{std::size_t{8} << 20};
};

}  // namespace towpath::docs
