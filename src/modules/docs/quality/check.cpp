#include "docs/check.h"

#include <fmt/core.h>

#include "site/site.h"

namespace towpath::docs {

Result<DocsVerdict> check_docs(DocFiles& files) {
  DocSubject subject;
  subject.title = "Documentation";
  TRY(const std::optional<Site> site, read_site(files, subject, "", ""));
  if (!site)
    return not_found("docs.no_documentation", "There is neither a mkdocs.yml with pages nor a README.md.")
        .with_hint("Name the folder that has one.");
  DocsVerdict out;
  out.pages = site->pages.size();
  for (const std::string& problem : site->set.problems) out.findings.push_back({"", problem});
  const std::string base = site->set.base.empty() ? "" : site->set.base + "/";
  for (const BrokenLink& broken : site->broken_links)
    out.findings.push_back(
        {base + broken.page, broken.reason == "no_anchor"
                                 ? fmt::format("'{}' leads to a heading that is not there.", broken.link)
                                 : fmt::format("'{}' leads nowhere.", broken.link)});
  return out;
}

}  // namespace towpath::docs
