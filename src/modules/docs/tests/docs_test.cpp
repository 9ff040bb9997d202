#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <future>
#include <map>
#include <mutex>

#include "db/testing/databases.h"
#include "docs/module.h"
#include "http/http.h"
#include "module/testing/test_kernel.h"
#include "site/site.h"

namespace towpath::docs {
std::vector<db::Migration> migrations();  // generated

namespace {

namespace json = boost::json;
constexpr std::chrono::seconds deadline{20};

/// Repositories in memory. Thread-safe: the module reads on threads of its own.
class FakeFiles final : public DocFiles {
 public:
  void push(const std::string& repository, const std::string& commit, std::map<std::string, std::string> files) {
    const std::lock_guard lock(mutex_);
    heads_[repository] = commit;
    commits_[repository + "@" + commit] = std::move(files);
  }
  Result<std::string> head(const std::string& repository) override {
    const std::lock_guard lock(mutex_);
    const auto found = heads_.find(repository);
    if (found == heads_.end()) return not_found("test.no_repository", "There is no such repository.");
    return found->second;
  }
  Result<std::vector<FolderEntry>> folder(const std::string& repository, const std::string& commit,
                                          const std::string& path) override {
    const std::lock_guard lock(mutex_);
    std::map<std::string, bool> names;
    const std::string prefix = path.empty() ? "" : path + "/";
    for (const auto& [file, content] : commits_.at(repository + "@" + commit)) {
      if (!file.starts_with(prefix)) continue;
      const auto slash = file.find('/', prefix.size());
      names[file.substr(prefix.size(), slash - prefix.size())] = slash != std::string::npos;
    }
    if (names.empty()) return not_found("test.no_folder", "There is no such folder.");
    std::vector<FolderEntry> out;
    for (const auto& [name, is_folder] : names) out.push_back({name, is_folder});
    return out;
  }
  Result<std::string> read(const std::string& repository, const std::string& commit, const std::string& path) override {
    const std::lock_guard lock(mutex_);
    const auto& files = commits_.at(repository + "@" + commit);
    const auto found = files.find(path);
    if (found == files.end()) return not_found("test.no_file", "There is no such file.");
    return found->second;
  }

 private:
  std::mutex mutex_;                                                   // guards all below
  std::map<std::string, std::map<std::string, std::string>> commits_;  ///< "<repository>@<commit>" to path to content.
  std::map<std::string, std::string> heads_;
};

/// Thread-safe, as FakeFiles.
class FakeSubjects final : public DocSubjects {
 public:
  void put(const std::string& ref, DocSubject subject) {
    const std::lock_guard lock(mutex_);
    all_[ref] = std::move(subject);
  }
  void publish(const std::string& ref) {
    const std::lock_guard lock(mutex_);
    all_.at(ref).is_public = true;
  }
  void clear() {
    const std::lock_guard lock(mutex_);
    all_.clear();
  }
  std::optional<DocSubject> find(const std::string& ref) override {
    const std::lock_guard lock(mutex_);
    const auto found = all_.find(ref);
    return found == all_.end() ? std::nullopt : std::optional(found->second);
  }
  DocSubjectPage list(const std::string&) override {
    const std::lock_guard lock(mutex_);
    DocSubjectPage page;
    for (const auto& [ref, subject] : all_) page.items.push_back(subject);
    return page;
  }

 private:
  std::mutex mutex_;  // guards all_
  std::map<std::string, DocSubject> all_;
};

/// As the identity module decides for members: what their groups own, and what is public.
class Members final : public auth::Authorizer {
 public:
  auth::Decision decide(const auth::Principal& principal, std::string_view permission) const override {
    auth::Decision decision;
    if (permission != "doc.read" || principal.ref == "user:default/stranger") return decision;
    decision.effect = principal.ref == "user:default/admin" ? auth::Effect::allow : auth::Effect::conditional;
    decision.owner_refs = principal.owner_refs;
    decision.or_public = true;
    return decision;
  }
};

auth::Principal member_of(const std::string& group) {
  auth::Principal principal;
  principal.ref = "user:default/" + group;
  principal.owner_refs = {principal.ref, "group:default/" + group};
  return principal;
}

struct Fixture {
  explicit Fixture(db::Db& database)
      : db(database), kernel(database, rights), module(make_module(kernel.lend(), files, subjects)) {
    module->routes(router);
    router.set_authorizer(&rights);
    kernel.start_events();
    module->start();
  }
  ~Fixture() {
    module->stop();
    kernel.stop();
  }

  /// A component of a group with its docs in a repository of the same name.
  void add(const std::string& name, const std::string& group, std::map<std::string, std::string> repository,
           const std::string& techdocs_ref = "dir:.") {
    files.push(name, "c1", std::move(repository));
    const std::string ref = "component:default/" + name;
    subjects.put(
        ref, {ref, "Component", name, "group:default/" + group, name, false, name, "catalog-info.yaml", techdocs_ref});
    announce("catalog.entity.registered", ref, "{}");
  }
  void pushed(const std::string& repository, const std::string& commit, std::map<std::string, std::string> content) {
    files.push(repository, commit, std::move(content));
    announce("forge.pushed", "repository:" + repository,
             json::serialize(json::object{{"repository", repository}, {"isDefaultBranch", true}}));
  }
  void announce(const std::string& type, const std::string& subject, const std::string& payload) {
    db.transact([&](db::Tx& tx) -> Result<events::EventId> {
        return kernel.events().append(
            tx, {.type = type, .subject = subject, .actor = "user:default/alice", .payload = payload});
      }).value();
    REQUIRE(kernel.events().settle(deadline));
  }
  http::Response get(const std::string& path, const auth::Principal& who,
                     std::map<std::string, std::string> query = {}) {
    router.set_authenticator([who](const http::Request&) -> Result<auth::Principal> { return who; });
    http::Request request;
    request.method = "GET";
    request.path = request.target = path;
    request.query = std::move(query);
    request.headers.set("Authorization", "Bearer test");
    return router.dispatch(router.match("GET", path), request);
  }
  std::string refs(const auth::Principal& who) {
    std::string out;
    const DocSetPage page = module->docs().list(who, "", 100).value();
    for (const DocSet& set : page.items) out += set.ref + " ";
    return out;
  }

  db::Db& db;
  Members rights;
  FakeFiles files;
  FakeSubjects subjects;
  testing::TestKernel kernel;
  std::unique_ptr<DocsModule> module;
  http::Router router;
};

void for_each_engine(const std::function<void(Fixture&)>& test) {
  db::testing::for_each_lasting_engine(testing::with_kernel_migrations(migrations()),
                                       [&](db::testing::TestDatabase& t) {
                                         Fixture fixture(t.db());
                                         test(fixture);
                                       });
}

const std::map<std::string, std::string> shop{
    {"catalog-info.yaml", ""},
    {"secret.env", "password"},
    {"mkdocs.yml",
     "site_name: The shop\nnav:\n  - Home: index.md\n  - Guide:\n      - guide/first.md\n      - missing.md\n"},
    {"docs/index.md", "# Shop\n\nSee [the guide](guide/first.md) and ![it](img/a.svg) or [nothing](no.md).\n"},
    {"docs/guide/first.md", "# First steps\n\nUse the **checkout** endpoint.\n"},
    {"docs/unlisted.md", "# Unlisted\n\nAlso about checkout.\n"},
    {"docs/img/a.svg", "<svg onload=\"alert(1)\"/>"},
    {"docs/tool.sh", "#!/bin/sh\n"}};

}  // namespace

TEST_CASE("a page is rendered from the repository with its navigation, its table of contents and its source") {
  for_each_engine([](Fixture& f) {
    f.add("shop", "payments", shop);
    const auth::Principal alice = member_of("payments");

    const DocSet set = f.module->docs().get(alice, "component:default/shop").value();
    CHECK(set.title == "The shop");
    CHECK(set.home == "index.md");
    REQUIRE(set.nav.size() == 2);
    CHECK(set.nav[1].children.at(0).title == "First steps");
    CHECK(set.problems == std::vector<std::string>{"The navigation names 'missing.md', which is no page here."});

    const Page page = f.module->docs().page(alice, set.ref, "", PageForm::html).value();
    CHECK(page.path == "index.md");
    CHECK(page.content.find("<a href=\"/docs/component/default/shop/guide/first.md\">") != std::string::npos);
    CHECK(page.content.find("<img src=\"/api/v1/docs/component/default/shop/assets/img/a.svg\"") != std::string::npos);
    CHECK(page.broken_links == std::vector<std::string>{"no.md"});
    REQUIRE(page.next.has_value());
    CHECK(page.next->path == "guide/first.md");
    CHECK_FALSE(page.previous.has_value());
    CHECK(page.source_path == "docs/index.md");
    CHECK(page.commit == "c1");
    CHECK(f.module->docs().page(alice, set.ref, "guide/first", PageForm::markdown)->content ==
          shop.at("docs/guide/first.md"));
    CHECK(f.module->docs().page(alice, set.ref, "nope", PageForm::html).error().code() == "docs.page_not_found");
  });
}

TEST_CASE("a push is followed: pages come, change and go") {
  for_each_engine([](Fixture& f) {
    f.add("shop", "payments", shop);
    const auth::Principal alice = member_of("payments");
    auto changed = shop;
    changed["docs/index.md"] = "# Changed\n";
    changed.erase("docs/unlisted.md");

    f.pushed("shop", "c2", changed);

    CHECK(f.module->docs().page(alice, "component:default/shop", "", PageForm::html)->content ==
          "<h1 id=\"changed\">Changed</h1>\n");
    CHECK(f.module->docs().search(alice, {"checkout", "component:default/shop", "", 10})->total == 1);
    CHECK(f.module->docs().page(alice, "component:default/shop", "unlisted", PageForm::html).error().code() ==
          "docs.page_not_found");

    f.pushed("shop", "c3", {{"catalog-info.yaml", ""}});
    CHECK(f.refs(alice) == "platform:default/manual ");
    f.pushed("shop", "c4", shop);
    f.announce("catalog.entity.changed", "component:default/shop", "{}");
    CHECK(f.refs(alice) == "component:default/shop platform:default/manual ");
    f.subjects.clear();
    f.announce("catalog.entity.removed", "component:default/shop", "{}");
    CHECK(f.refs(alice) == "platform:default/manual ");
  });
}

TEST_CASE("members of different groups see different doc sets, totals, pages and matches") {
  for_each_engine([](Fixture& f) {
    f.add("shop", "payments", shop);
    f.add("web", "storefront", {{"README.md", "# Web\n\ncheckout page\n"}});
    f.add("open", "storefront", {{"README.md", "# Open\n\ncheckout too\n"}});
    f.subjects.publish("component:default/open");
    f.announce("catalog.entity.changed", "component:default/open", "{}");
    const auth::Principal alice = member_of("payments"), bob = member_of("storefront");

    CHECK(f.refs(alice) == "component:default/open component:default/shop platform:default/manual ");
    CHECK(f.refs(bob) == "component:default/open component:default/web platform:default/manual ");
    const auto page = f.module->docs().list(alice, "", 1).value();
    CHECK(page.total == 3);
    CHECK(page.next == "component:default/open");
    const auto matches = [&](const auth::Principal& who) {
      std::string out;
      const auto found = f.module->docs().search(who, {"checkout", "", "", 10}).value();
      for (const Match& match : found.items)
        if (match.set != manual_ref) out += match.set.substr(18) + "/" + match.path + " ";
      return out;
    };
    CHECK(matches(alice) == "open/README.md shop/guide/first.md shop/unlisted.md ");
    CHECK(matches(bob) == "open/README.md web/README.md ");
    for (const char* rest : {"", "/pages", "/pages/README.md", "/assets/img/a.png"})
      CHECK(f.get(std::string("/api/v1/docs/component/default/web") + rest, alice).status == 404);
    CHECK(f.get("/api/v1/docs/component/default/web", bob).status == 200);
    CHECK(f.get("/api/v1/docs", member_of("stranger")).status == 403);
    CHECK(f.get("/api/v1/docs/search", member_of("stranger"), {{"text", "checkout"}}).status == 403);
  });
}

TEST_CASE("a search pages through titles first and shows where the word is") {
  for_each_engine([](Fixture& f) {
    f.add("shop", "payments",
          {{"README.md", "# Readme\n\nabout \\<apples> & pears\n"},
           {"docs/apples.md", "# Apples\n\ntext\n"},
           {"docs/b.md", "# B\n\nmany apples here\n"}});
    const auth::Principal alice = member_of("payments");
    std::string order, after;
    do {
      const auto page = f.module->docs().search(alice, {"APPLES", "component:default/shop", after, 1}).value();
      CHECK(page.total == 3);
      order += page.items.at(0).path + " ";
      after = page.next;
    } while (!after.empty());

    CHECK(order == "docs/apples.md README.md docs/b.md ");
    CHECK(f.module->docs().search(alice, {"pears about", "", "", 10})->items.at(0).snippet ==
          "Readme about <apples> & pears");
    CHECK(f.module->docs().search(alice, {" ", "", "", 10}).error().code() == "docs.invalid_search");
    CHECK(f.module->docs().search(alice, {"a", "", "x", 10}).error().code() == "docs.invalid_cursor");
  });
}

TEST_CASE("files beside pages are pictures in a sandbox or downloads, and nothing else of the repository") {
  for_each_engine([](Fixture& f) {
    f.add("shop", "payments", shop);
    f.add("plain", "payments",
          {{"README.md", "# P\n"}, {"docs/run.sh", "x"}, {"img/a.png", "png"}, {"src/b.png", "png"}});
    const auth::Principal alice = member_of("payments");
    const std::string base = "/api/v1/docs/component/default/";

    const auto svg = f.get(base + "shop/assets/img/a.svg", alice);
    CHECK(svg.status == 200);
    CHECK(svg.content_type == "image/svg+xml");
    CHECK(svg.headers.get("Content-Security-Policy") == "default-src 'none'; style-src 'unsafe-inline'; sandbox");
    CHECK(svg.headers.get("X-Content-Type-Options") == "nosniff");
    const auto tool = f.get(base + "shop/assets/tool.sh", alice);
    CHECK(tool.content_type == "application/octet-stream");
    CHECK(tool.headers.get("Content-Disposition") == "attachment; filename*=UTF-8''tool.sh");
    CHECK(f.get(base + "plain/assets/img/a.png", alice).status == 200);
    for (const char* path : {"shop/assets/../secret.env", "shop/assets/secret.env", "shop/assets/index.md",
                             "plain/assets/docs/run.sh", "plain/assets/src/b.png"})
      CHECK(f.get(base + path, alice).status == 404);
  });
}

TEST_CASE("an unchanged page answers 304, a changed navigation or file does not") {
  for_each_engine([](Fixture& f) {
    f.add("shop", "payments", shop);
    const auth::Principal alice = member_of("payments");
    const std::string path = "/api/v1/docs/component/default/shop/pages/index.md";
    const auto ask = [&](const std::string& etag) {
      f.router.set_authenticator([alice](const http::Request&) -> Result<auth::Principal> { return alice; });
      http::Request request;
      request.method = "GET";
      request.path = request.target = path;
      request.headers.set("If-None-Match", etag);
      return f.router.dispatch(f.router.match("GET", path), request);
    };
    const auto first = ask("");
    const std::string etag(first.headers.get("ETag"));
    CHECK(first.status == 200);
    CHECK(ask(etag).status == 304);
    auto changed = shop;
    changed["docs/no.md"] = "# Now it is there\n";

    f.pushed("shop", "c2", changed);

    CHECK(ask(etag).status == 200);
  });
}

TEST_CASE("the manual of the binary is read like any other documentation") {
  for_each_engine([](Fixture& f) {
    const auth::Principal bob = member_of("storefront");
    const DocSet set = f.module->docs().get(bob, std::string(manual_ref)).value();

    CHECK(set.problems == std::vector<std::string>{});
    CHECK(set.home == "index.md");
    for (const PageLink& link : pages_in_order(set.nav)) {
      CAPTURE(link.path);
      const auto page = f.module->docs().page(bob, set.ref, link.path, PageForm::html);
      REQUIRE(page.has_value());
      CHECK(page->broken_links == std::vector<std::string>{});
    }
    CHECK(f.module->docs().search(bob, {"golden path", "", "", 10})->total > 0);
  });
}

TEST_CASE("where docs are follows the descriptor and its annotation") {
  const auto folder = [](const std::string& kind, const std::string& file, const std::string& techdocs) {
    DocSubject subject;
    subject.kind = kind;
    subject.repository = "mono";
    subject.descriptor_file = file;
    subject.techdocs_ref = techdocs;
    return docs_folder(subject).value_or("none");
  };
  CHECK(folder("Component", "catalog-info.yaml", "") == "");
  CHECK(folder("Component", "services/a/catalog-info.yaml", "") == "services/a");
  CHECK(folder("Component", "services/a/catalog-info.yaml", "dir:.") == "services/a");
  CHECK(folder("System", "services/a/catalog-info.yaml", "dir:../b") == "services/b");
  CHECK(folder("System", "catalog-info.yaml", "") == "none");
  CHECK(folder("Component", "catalog-info.yaml", "dir:../..") == "none");
  CHECK(folder("Component", "catalog-info.yaml", "url:https://example.com/x") == "none");
  DocSubject by_api;
  by_api.kind = "Component";
  CHECK_FALSE(docs_folder(by_api).has_value());
}

TEST_CASE("what entities had before this module existed is read at its first start") {
  db::testing::for_each_lasting_engine(
      testing::with_kernel_migrations(migrations()), [](db::testing::TestDatabase& database) {
        Members rights;
        testing::TestKernel kernel(database.db(), rights);
        FakeFiles files;
        FakeSubjects subjects;
        files.push("shop", "c1", shop);
        subjects.put("component:default/shop", {"component:default/shop", "Component", "shop", "group:default/payments",
                                                "shop", false, "shop", "catalog-info.yaml", "dir:."});
        kernel.start_events();
        std::promise<void> published;
        const auto subscription =
            kernel.events().subscribe({"docs.set.published"}, std::nullopt, [&](const events::SealedEvent& event) {
              if (event.subject == "component:default/shop") published.set_value();
            });
        const auto module = make_module(kernel.lend(), files, subjects);

        module->start();

        CHECK(published.get_future().wait_for(deadline) == std::future_status::ready);
        CHECK(module->docs().get(member_of("payments"), "component:default/shop")->page_count == 3);
        module->stop();
        kernel.stop();
      });
}

TEST_CASE("a doc set keeps to its number of pages and says what it left out") {
  for_each_engine([](Fixture& f) {
    std::map<std::string, std::string> many{{"mkdocs.yml", "site_name: Many\n"}};
    for (std::size_t i = 0; i < most_pages + 5; ++i) many["docs/p" + std::to_string(i) + ".md"] = "# x\n";
    f.add("many", "payments", many);

    const DocSet set = f.module->docs().get(member_of("payments"), "component:default/many").value();

    CHECK(set.page_count == static_cast<std::int64_t>(most_pages));
    CHECK(set.problems == std::vector<std::string>{"Only the first 1000 of 1005 pages were read."});
  });
}

TEST_CASE("without a mkdocs.yml the README and docs/ are shown in order; names of another world are left out") {
  for_each_engine([](Fixture& f) {
    f.add("plain", "payments",
          {{"README.md", "no heading"},
           {"docs/zebra.md", "# Z\n"},
           {"docs/index.md", "# Docs\n"},
           {"docs/a/b.md", "x"},
           {"docs/bad\xFF.md", "# bad\n"},
           {"docs/latin.md", "caf\xE9"},
           {"docs/.hidden.md", "x"},
           {"CHANGES.md", "x"}},
          "");
    const DocSet set = f.module->docs().get(member_of("payments"), "component:default/plain").value();

    std::string order;
    for (const PageLink& link : pages_in_order(set.nav)) order += link.path + "=" + link.title + " ";
    CHECK(order == "README.md=plain docs/index.md=Docs docs/latin.md=Latin docs/zebra.md=Z docs/a/b.md=B ");
    CHECK(set.home == "README.md");
    CHECK(set.problems == std::vector<std::string>{"docs/latin.md: This page is not UTF-8 text."});
  });
}

}  // namespace towpath::docs
