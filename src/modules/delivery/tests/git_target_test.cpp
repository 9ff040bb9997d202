#include "gitops/git_target.h"

#include "git_fixture.h"
#include "support/test_paths.h"

// Commits to a repository that others push to, too: with the real git and bare repositories.

namespace towpath::delivery {
namespace {

struct Bench {
  ScratchFolder scratch;
  testing::GitRemote remote{scratch.path()};
  GitopsRepository repository{.url = remote.url()};
  GitTarget target{repository, scratch.path() / "ours", remote.spawner()};

  std::string commit(FileEdits edits, const std::string& message = "Deploy shop") {
    const auto made = target.commit(message, [&](const std::string&) -> Result<FileEdits> { return edits; });
    REQUIRE_MESSAGE(made.has_value(), (made ? "" : made.error().message()));
    return *made;
  }
};

Status check_of(const std::string& url, const std::string& branch = "main", const std::string& token = "") {
  return check_repository({.url = url, .branch = branch, .token = Secret(token)});
}

}  // namespace

TEST_CASE("git target: the first commit makes the branch, the same again is no commit") {
  Bench bench;
  CHECK(bench.target.fetch().value() == "");

  const auto first = bench.commit({{"shop/web/deployment.yaml", "a: 1\n"}, {"shop/web/service.yaml", "b: 2\n"}});
  const auto second = bench.commit({{"shop/web/deployment.yaml", "a: 1\n"}, {"shop/web/service.yaml", "b: 2\n"}});

  CHECK(first == bench.remote.tip());
  CHECK(second == first);
  CHECK(bench.remote.commits() == 1);
  CHECK(bench.remote.files() ==
        std::map<std::string, std::string>{{"shop/web/deployment.yaml", "a: 1"}, {"shop/web/service.yaml", "b: 2"}});
  CHECK(bench.target.read(first, "shop/web").value().at("shop/web/service.yaml") == "b: 2\n");
  CHECK(bench.target.read(first, "shop/we").value().empty());
  CHECK(bench.target.last_author(first).starts_with("Towpath, "));
}

TEST_CASE("git target: files that are to go go, and nothing else is touched") {
  Bench bench;
  bench.remote.push_by_hand({{"README.md", "ours"}, {"shop/other/x.yaml", "x"}});
  bench.commit({{"shop/web/a.yaml", "a"}, {"shop/web/b.yaml", "b"}});

  bench.commit({{"shop/web/a.yaml", std::nullopt}, {"shop/web/never.yaml", std::nullopt}});

  CHECK(bench.remote.files() == std::map<std::string, std::string>{
                                    {"README.md", "ours"}, {"shop/other/x.yaml", "x"}, {"shop/web/b.yaml", "b"}});
  CHECK(bench.remote.commits() == 3);
}

TEST_CASE("git target: nothing to take away from a branch that is not there is no commit") {
  Bench bench;
  CHECK(bench.commit({{"shop/web/a.yaml", std::nullopt}}) == "");
  CHECK(bench.target.fetch().value() == "");
}

TEST_CASE("git target: what somebody pushes between our look and our push is kept, and ours comes on top of it") {
  Bench bench;
  bench.remote.push_by_hand({{"README.md", "one"}});
  std::vector<std::string> seen;

  const auto made = bench.target.commit("Deploy", [&](const std::string& commit) -> Result<FileEdits> {
    seen.push_back(commit);
    if (seen.size() < 3) bench.remote.push_by_hand({{"README.md", "change " + std::to_string(seen.size())}});
    return FileEdits{{"shop/web/a.yaml", "a"}};
  });

  REQUIRE_MESSAGE(made.has_value(), (made ? "" : made.error().message()));
  CHECK(seen.size() == 3);
  CHECK(*made == bench.remote.tip());
  CHECK(bench.remote.commits() == 4);  // all of them, one after the other
  CHECK(bench.remote.files() ==
        std::map<std::string, std::string>{{"README.md", "change 2"}, {"shop/web/a.yaml", "a"}});
}

TEST_CASE("git target: what somebody took back is not brought back by our push") {
  Bench bench;
  const auto first = bench.remote.push_by_hand({{"README.md", "one"}});
  bench.remote.push_by_hand({{"README.md", "a mistake"}});
  int rounds = 0;

  const auto made = bench.target.commit("Deploy", [&](const std::string&) -> Result<FileEdits> {
    if (++rounds == 1) bench.remote.git({"--git-dir=" + bench.remote.url(), "update-ref", "refs/heads/main", first});
    return FileEdits{{"a.yaml", "a"}};
  });

  REQUIRE(made.has_value());
  CHECK(rounds == 2);
  CHECK(bench.remote.files().at("README.md") == "one");
  CHECK(bench.remote.commits() == 2);
}

TEST_CASE("git target: who is always slower gives up with a clear word, and has changed nothing") {
  Bench bench;
  int rounds = 0;
  bench.remote.push_by_hand({{"README.md", "0"}});

  const auto made = bench.target.commit("Deploy", [&](const std::string&) -> Result<FileEdits> {
    bench.remote.push_by_hand({{"README.md", std::to_string(++rounds)}});
    return FileEdits{{"a.yaml", "a"}};
  });

  REQUIRE(!made.has_value());
  CHECK(made.error().code() == "delivery.gitops_busy");
  CHECK(!bench.remote.files().contains("a.yaml"));
}

TEST_CASE("git target: a repository that refuses says why, and takes it later") {
  Bench bench;
  bench.remote.hook("pre-receive", "echo 'this branch is protected' >&2; exit 1");

  const auto refused = bench.target.commit("Deploy", [](const std::string&) -> Result<FileEdits> {
    return FileEdits{{"a", "a"}};
  });

  REQUIRE(!refused.has_value());
  CHECK(refused.error().code() == "delivery.gitops_refused");
  CHECK(refused.error().message().find("this branch is protected") != std::string::npos);
  bench.remote.remove_hook("pre-receive");
  const auto taken = bench.commit({{"a", "a"}});
  CHECK(taken == bench.remote.tip());
}

TEST_CASE("git target: a repository that is not there is told with its address and git's words") {
  ScratchFolder scratch;
  testing::GitRemote remote(scratch.path());
  GitTarget target({.url = (scratch.path() / "nowhere.git").string()}, scratch.path() / "ours", remote.spawner());

  const auto tip = target.fetch();

  REQUIRE(!tip.has_value());
  CHECK(tip.error().code() == "delivery.gitops_unreachable");
  CHECK(tip.error().message().find("nowhere.git") != std::string::npos);
  CHECK(tip.error().hint().find("gitops-repository") != std::string::npos);
}

TEST_CASE("git target: a lost copy and a command that was killed in the middle do no harm") {
  Bench bench;
  const auto first = bench.commit({{"a", "a"}});
  std::ofstream(bench.scratch.path() / "ours/index.lock") << "";
  std::ofstream(bench.scratch.path() / "ours/index") << "rubbish";
  const auto second = bench.commit({{"b", "b"}});
  CHECK(second == bench.remote.tip());

  std::filesystem::remove_all(bench.scratch.path() / "ours");
  const auto same = bench.commit({{"a", "a"}, {"b", "b"}});
  CHECK(same == second);

  CHECK(bench.remote.commits() == 2);
  CHECK(bench.remote.git({"--git-dir=" + bench.remote.url(), "rev-parse", "main~1"}) == first);
}

TEST_CASE("git target: too much in a folder is refused, not read") {
  Bench bench;
  std::map<std::string, std::string> many;
  for (int i = 0; i < 201; ++i) many["shop/web/" + std::to_string(i)] = "x";
  bench.remote.push_by_hand(many);
  bench.remote.push_by_hand({{"large/file", std::string((1u << 20) + 1, 'x')}});
  const auto tip = bench.target.fetch().value();

  CHECK(bench.target.read(tip, "shop").error().code() == "delivery.gitops_too_large");
  CHECK(bench.target.read(tip, "large").error().code() == "delivery.gitops_too_large");
}

TEST_CASE("git target: with a token over HTTP it pushes, and no word of git's shows the token") {
  if (!std::filesystem::exists("/usr/bin/python3")) {
    MESSAGE("SKIPPED: python3 serves the repository, and is not here");
    return;
  }
  const std::string token = "canary'-$(id)-90c4";  // what a shell would not leave alone
  ScratchFolder scratch;
  testing::GitRemote remote(scratch.path());
  remote.git({"--git-dir=" + remote.url(), "config", "http.receivepack", "true"});
  process::Command command;
  command.argv = {(towpath::testing::source_folder() / "src/modules/delivery/tests/data/git_over_http").string(),
                  scratch.path().string(), "towpath", token};
  command.env = {{"PATH", "/usr/local/bin:/usr/bin:/bin"}, {"HOME", scratch.path().string()}};
  const auto server = remote.spawner().start_piped(command).value();
  std::string port;
  for (char c = 0; ::read(server->stdout_fd(), &c, 1) == 1 && c != '\n';) port += c;
  const std::string url = "http://127.0.0.1:" + port + "/remote.git";
  const auto push = [&](const Secret& given, const char* folder) {
    GitTarget target({.url = url, .token = given}, scratch.path() / folder, remote.spawner());
    return target.commit("Deploy", [](const std::string&) -> Result<FileEdits> { return FileEdits{{"a", "a"}}; });
  };

  const auto made = push(Secret(token), "ours"), refused = push(Secret(token + "x"), "other");

  REQUIRE_MESSAGE(made.has_value(), (made ? "" : made.error().message()));
  CHECK(*made == remote.tip());
  REQUIRE(!refused.has_value());
  CHECK(refused.error().code() == "delivery.gitops_unreachable");
  CHECK(refused.error().message().find("canary") == std::string::npos);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(scratch.path() / "ours"))
    if (entry.is_regular_file()) CHECK(text_of(entry.path()).find("canary") == std::string::npos);
}

TEST_CASE("git target: addresses, branches and tokens that cannot be are refused before git is asked") {
  for (const char* url : {"https://git.example.org/ops.git", "ssh://git@git.example.org/ops.git",
                          "git@git.example.org:ops.git", "/srv/git/ops.git", "file:///srv/git/ops.git"})
    CHECK_MESSAGE(check_of(url).has_value(), url);
  for (const char* url : {"", "--upload-pack=touch", "ext::sh -c id", "ftp://x/y",
                          "https://user:canary@git.example.org/x", "https://git.example.org/a b"}) {
    const auto checked = check_of(url);
    REQUIRE_MESSAGE(!checked.has_value(), url);
    CHECK(checked.error().code() == "delivery.invalid_gitops");
    CHECK(checked.error().message().find("canary") == std::string::npos);
  }
  for (const char* branch : {"", "-d", "a..b", "a b", "x:y", "/a", "a/", "a.lock"})
    CHECK_MESSAGE(!check_of("/srv/ops.git", branch).has_value(), branch);
  CHECK(check_of("https://git.example.org/ops.git", "main", "canary").has_value());
  CHECK(!check_of("http://git.example.org/ops.git", "main", "canary").has_value());
  CHECK(!check_of("ssh://git@git.example.org/ops.git", "main", "canary").has_value());
}

}  // namespace towpath::delivery
