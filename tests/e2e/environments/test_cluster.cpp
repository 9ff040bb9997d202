#include "test_cluster.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <stdlib.h>

#include <boost/json.hpp>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "base/strings.h"
#include "json/json.h"

namespace towpath::testing {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  REQUIRE_MESSAGE(in.good(), file.string());
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

std::unique_ptr<TestCluster> TestCluster::find() {
  const char *kubeconfig = std::getenv("TOWPATH_TEST_KUBECONFIG"), *images = std::getenv("TOWPATH_TEST_IMAGES");
  if (kubeconfig != nullptr && images != nullptr)
    return std::unique_ptr<TestCluster>(new TestCluster(kubeconfig, images));
  const std::string why = kubeconfig
                              ? "TOWPATH_TEST_KUBECONFIG names a cluster whose images are not folders of this machine"
                              : "no cluster is given; run 'make test-kubernetes'";
  MESSAGE("SKIPPED: Kubernetes: ", why);  // text of a conditional would print as a pointer
  return nullptr;
}

TestCluster::TestCluster(const fs::path& kubeconfig, fs::path images) : images_(std::move(images)) {
  std::string folder = (fs::temp_directory_path() / "cluster-XXXXXX").string();
  REQUIRE(::mkdtemp(folder.data()) != nullptr);
  folder_ = folder;
  const fs::path made = kubeconfig.parent_path();
  tls_ = {text_of(made / "ca.crt"), text_of(made / "admin.crt"), Secret(text_of(made / "admin.key"))};
  std::string text = text_of(kubeconfig);
  const std::string before = "server: \"";
  const auto begin = text.find(before) + before.size();
  server_ = text.substr(begin, text.find('"', begin) - begin);
  way_ = std::make_unique<CuttingRelay>(std::stoi(server_.substr(server_.rfind(':') + 1)));
  std::ofstream out(folder_ / "kubeconfig");
  out << replace_all(text, server_, fmt::format("https://127.0.0.1:{}", way_->port()));
  out.close();
  REQUIRE(out.good());
  fs::permissions(folder_ / "kubeconfig", fs::perms::owner_read | fs::perms::owner_write);
}

TestCluster::~TestCluster() {
  std::error_code ignored;  // in the machine's temporary folder
  fs::remove_all(folder_, ignored);
}

void TestCluster::add_image(const std::string& name, const fs::path& folder) const {
  fs::copy(folder, images_ / name, fs::copy_options::recursive | fs::copy_options::overwrite_existing);
}

std::string TestCluster::address(const std::string& kind, const std::string& name_space) const {
  return fmt::format("{}{}/namespaces/{}/{}", server_, kind == "deployments" ? "/apis/apps/v1" : "/api/v1", name_space,
                     kind);
}

std::vector<std::string> TestCluster::names(const std::string& kind, const std::string& name_space) const {
  http::ClientRequest request{.url = address(kind, name_space) +
                                     "?labelSelector=app.kubernetes.io%2Fmanaged-by%3Dtowpath"};
  request.tls = tls_;
  const auto answer = http::fetch(request);
  REQUIRE_MESSAGE(answer.has_value(), (answer ? "" : answer.error().message()));
  CAPTURE(answer->body);
  REQUIRE(answer->status == 200);
  const auto listed = json::parse(answer->body, {.bytes = std::size_t{16} << 20});
  std::vector<std::string> out;
  for (const auto& each : listed.value().at("items").as_array())
    out.emplace_back(each.at("metadata").at("name").as_string());
  return out;
}

bool TestCluster::apply(const std::string& kind, const std::string& name_space, const std::string& name,
                        const std::string& yaml) const {
  http::ClientRequest request{.method = "PATCH",
                              .url = address(kind, name_space) + "/" + name + "?fieldManager=bringer"};
  request.headers.set("Content-Type", "application/apply-patch+yaml");
  request.body = yaml;
  request.tls = tls_;
  const auto answer = http::fetch(request);
  return answer && answer->status < 300;
}

bool TestCluster::remove(const std::string& kind, const std::string& name_space, const std::string& name) const {
  http::ClientRequest request{.method = "DELETE",
                              .url = address(kind, name_space) + "/" + name + "?propagationPolicy=Background"};
  request.tls = tls_;
  const auto answer = http::fetch(request);
  return answer && answer->status < 300;
}

}  // namespace towpath::testing
