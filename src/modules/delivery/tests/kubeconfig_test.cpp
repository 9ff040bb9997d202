#include "kubernetes/kubeconfig.h"

#include <doctest/doctest.h>

#include "base/base64.h"

using namespace towpath;
using namespace towpath::delivery;

namespace {

const std::string pem = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

std::string config(const std::string& cluster, const std::string& user) {
  return "apiVersion: v1\nkind: Config\ncurrent-context: main\n"
         "contexts:\n- {name: main, context: {cluster: c1, user: u1, namespace: shop}}\n"
         "- {name: other, context: {cluster: gone, user: u1}}\n"
         "clusters:\n- {name: c1, cluster: {" +
         cluster +
         "}}\n"
         "users:\n- {name: u1, user: {" +
         user + "}}\n";
}

Result<std::string> no_files(const std::filesystem::path& file) {
  return invalid_input("delivery.invalid_kubeconfig", "unexpected file " + file.string());
}

Result<ClusterAccess> read(const std::string& text, const std::string& context = "") {
  return read_kubeconfig(text, "/etc/kube", context, no_files);
}

const std::string server = "server: 'https://10.0.0.1:6443/'";

}  // namespace

TEST_CASE("a kubeconfig gives the address and the credentials of its current context") {
  const auto access =
      read(config(server + ", certificate-authority-data: " + to_base64(pem),
                  "client-certificate-data: " + to_base64(pem) + ", client-key-data: " + to_base64(pem)));

  REQUIRE_MESSAGE(access.has_value(), (access ? "" : access.error().message()));
  CHECK(access->server == "https://10.0.0.1:6443");
  CHECK(access->context == "main");
  CHECK(access->name_space == "shop");
  CHECK(access->authorities == pem);
  CHECK(access->certificate == pem);
  CHECK(access->key.reveal() == pem);
  CHECK(access->verify_tls);
  CHECK(read(config(server, "token: abc"))->token.reveal() == "abc");
  CHECK(read(config(server, "tokenFile: t"))->token_file == "/etc/kube/t");
  CHECK_FALSE(read(config(server + ", insecure-skip-tls-verify: true", "token: abc"))->verify_tls);
}

TEST_CASE("files that a kubeconfig names are read beside it") {
  std::vector<std::string> asked;
  const auto access = read_kubeconfig(config(server + ", certificate-authority: ca.crt", "token: abc"), "/etc/kube", "",
                                      [&](const std::filesystem::path& file) -> Result<std::string> {
                                        asked.push_back(file.string());
                                        return pem;
                                      });

  REQUIRE(access);
  CHECK(access->authorities == pem);
  CHECK(asked == std::vector<std::string>{"/etc/kube/ca.crt"});
}

TEST_CASE("what is wrong with a kubeconfig is said without its secrets") {
  const auto says = [](const std::string& text, const std::string& words, const std::string& context = "") {
    const auto access = read(text, context);
    REQUIRE_MESSAGE(!access, words);
    CHECK(access.error().code() == "delivery.invalid_kubeconfig");
    const auto all = access.error().message() + " / " + access.error().hint();
    CHECK_MESSAGE(all.find(words) != std::string::npos, all);
    CHECK(all.find("canary") == std::string::npos);
  };
  says("[", "cannot be read as YAML");
  says("just words", "is not a mapping");
  says("clusters: []", "no current-context");
  says(config(server, "token: canary"), "no context 'nope' under contexts", "nope");
  says(config(server, "token: canary"), "there are: main, other", "nope");
  says(config(server, "token: canary"), "no cluster 'gone'", "other");
  says(config("server: 'ftp://x'", "token: canary"), "no usable address");
  says(config("server: 'http://10.0.0.1'", "token: canary"), "http only to this machine");
  says(config("server: 'https://me:canary@host'", "token: t"), "without a user");
  says(config(server, "exec: {command: aws, args: [canary]}"), "wants a program to be run");
  says(config(server, "username: u, password: canary"), "password");
  says(config(server, "client-key-data: " + to_base64(pem)), "without its certificate");
  says(config(server, "client-certificate-data: canary!"), "client-certificate-data is not base64");
  says(config(server, "token: \"canary\\nx\""), "several lines");
  says(config(server + ", tls-server-name: x", "token: canary"), "not supported");
}

TEST_CASE("a kubeconfig that is not there or is too long is told by its name") {
  const auto absent = load_kubeconfig("/nonexistent/kubeconfig", "");

  REQUIRE(!absent);
  CHECK(absent.error().message().find("/nonexistent/kubeconfig") != std::string::npos);
  CHECK(host_of("https://[fd00::1]:6443/x") == "fd00::1");
  CHECK(host_of("https://example.org") == "example.org");
}
