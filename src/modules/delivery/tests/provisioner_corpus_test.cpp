// The public provisioners of Score's tools: every file is read, every template renders and gives YAML. Skipped, with a
// message, where the test data is absent.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "base/strings.h"
#include "provisioners/provisioner_import.h"
#include "provisioners/provisioner_templates.h"
#include "resources/shipped.h"
#include "support/test_paths.h"

using namespace towpath;
using namespace towpath::delivery;

namespace {

namespace fs = std::filesystem;
using boost::json::object;

std::string text_of(const fs::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

/// By path below the corpus, in its order.
std::map<std::string, std::string> provisioner_files() {
  std::map<std::string, std::string> out;
  const fs::path corpus = testing::corpus() / "score-provisioners";
  if (!fs::exists(corpus)) {
    MESSAGE("skipped: there are no public provisioners at " << corpus.string());
    return out;
  }
  for (const auto& entry : fs::recursive_directory_iterator(corpus))
    if (entry.path().filename().string().ends_with(".provisioners.yaml"))
      out[fs::relative(entry.path(), corpus).string()] = text_of(entry.path());
  return out;
}

/// A resource of the workload "shop", whose service has the port "web"; params fit every public type.
ProvisionerData data_for(const Provisioner& p) {
  ProvisionerData data;
  data.type = p.type;
  data.resource_class = p.resource_class.value_or("default");
  data.id = p.id.value_or(p.type == "service" ? "shop.shop" : "shop.res");
  data.uid = p.type + "." + data.resource_class + "#" + data.id;
  data.guid = "0123456789abcdef0123456789abcdef";
  data.source_workload = "shop";
  data.compose_project = "store";
  data.mounts_directory = "/mounts";
  data.namespace_name = "dev";
  data.params = {{"workload", "shop"}, {"host", "shop.example"},     {"path", "/x"},
                 {"port", "web"},      {"topic", "orders"},          {"pubsub", "bus"},
                 {"model", "small"},   {"openapi_file", "a/b.yaml"}, {"openapi_title", "An API"}};
  data.services = {
      {"shop", object{{"host", "shop.localhost"},
                      {"ports", object{{"web", object{{"port", 80}, {"targetPort", 8080}, {"protocol", "TCP"}}}}}}}};
  return data;
}

gotemplate::RandomSource fixed() {
  return [next = std::uint32_t{0}](std::uint32_t bound) mutable { return next++ % bound; };
}

}  // namespace

TEST_CASE("every public provisioner file is read, and all its templates render and give YAML") {
  const auto files = provisioner_files();
  if (files.empty()) return;
  std::size_t provisioners = 0, rendered = 0, sections = 0;
  for (const auto& [name, text] : files) {
    CAPTURE(name);
    const auto read = parse_provisioners(text, name);
    REQUIRE_MESSAGE(read.has_value(), read.error().message());
    for (const Provisioner& p : *read) {
      CAPTURE(p.uri);
      ++provisioners;
      if (p.scheme != "template") continue;
      const auto made = render_provisioner(p.templates, data_for(p), fixed());
      REQUIRE_MESSAGE(made.has_value(), made.error().message());
      for (const std::string& output : p.expected_outputs) {
        CAPTURE(output);
        const bool is_slip = p.uri.ends_with("/ollama-llm-model") && output == "api-key";  // it gives api_key
        CHECK(made->outputs.contains(output) != is_slip);
      }
      // What is random is kept: rendered again with its own state and other randomness, it gives the same.
      ProvisionerData later = data_for(p);
      later.state = made->state;
      later.shared = made->shared;
      const auto again = render_provisioner(p.templates, later, seeded_random(Secret("another")));
      REQUIRE_MESSAGE(again.has_value(), again.error().message());
      if (p.type != "example-provisioner-resource") CHECK(again->outputs == made->outputs);
      ++rendered;
      sections += p.templates.size();
    }
  }
  CHECK(files.size() == 27);
  CHECK(provisioners == 55);
  CHECK(rendered == 46);
  MESSAGE("provisioners read: " << provisioners << ", of them templates: " << rendered << ", sections: " << sections);
}

TEST_CASE("some public provisioners give these outputs when chance counts upwards") {
  const auto files = provisioner_files();
  if (files.empty()) return;
  struct Row {
    const char *tool, *place, *outputs;
  };
  const Row rows[] = {
      {"score-compose", "default-provisioners/redis",
       R"({"host":"redis-ABCDEF","port":6379,"username":"default","password":"GHIJKLMNOPQRSTUV"})"},
      {"score-compose", "default-provisioners/postgres",
       R"({"host":"pg-ABCDEF","port":5432,"name":"db-GHIJKLMN","database":"db-GHIJKLMN","username":"user-OPQRSTUV",
           "password":"WXYZabcdefghijkl"})"},
      {"score-compose", "default-provisioners/kafka-topic",
       R"({"host":"kafka-GHIJKL","port":"9092","name":"topic-ABCDEF","num_partitions":3})"},
      {"score-k8s", "default-provisioners/s3",
       R"({"bucket":"bucket-0123456789abcdef0123456789abcdef","access_key_id":"efghijklmnopqrstuvwx",
           "secret_key":"🔐💬minio-abcdefg_secret_key💬🔐","endpoint":"http://minio-abcdefg:9000","region":"us-east-1",
           "aws_access_key_id":"efghijklmnopqrstuvwx","aws_secret_key":"🔐💬minio-abcdefg_secret_key💬🔐"})"},
      {"score-k8s", "default-provisioners/service-port", R"({"hostname":"shop.localhost","port":8080})"},
      {"score-k8s", "example-provisioners/example-provisioner",
       R"({"plaintext":"my-value","nested":{"example":"thing"},
           "secret-reference":"🔐💬secret-0123456789abcdef0123456789abcdef_password💬🔐",
           "secret-reference-alt":"🔐💬secret-0123456789abcdef0123456789abcdef_password💬🔐"})"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.place);
    std::size_t found = 0;
    for (const auto& [name, text] : files) {
      if (name.find(row.tool) == std::string::npos) continue;
      const auto read = parse_provisioners(text, name);
      REQUIRE(read.has_value());
      for (const Provisioner& p : *read) {
        if (p.place != row.place) continue;
        ++found;
        const auto made = render_provisioner(p.templates, data_for(p), fixed());
        REQUIRE(made.has_value());
        CHECK(boost::json::serialize(made->outputs) == boost::json::serialize(boost::json::parse(row.outputs)));
      }
    }
    CHECK(found == 1);
  }
}

TEST_CASE("the import makes definitions of the public provisioners that work here and names what the others lack") {
  const auto files = provisioner_files();
  if (files.empty()) return;
  std::map<std::string, std::size_t> made, refused;
  for (const auto& [name, text] : files) {
    CAPTURE(name);
    const auto read = parse_provisioners(text, name);
    REQUIRE(read.has_value());
    const ProvisionerImport imported = import_provisioners(*read, "platform", shipped_types());
    REQUIRE(imported.provisioners.size() == read->size());
    for (std::size_t i = 0; i < read->size(); ++i) {
      const ImportedProvisioner& each = imported.provisioners[i];
      CAPTURE(each.uri);
      CHECK(each.definition.empty() == !each.missing.empty());
      ++(each.definition.empty() ? refused : made)[(*read)[i].scheme];
    }
  }
  CHECK(made == std::map<std::string, std::size_t>{{"cmd", 8}, {"template", 8}});
  CHECK(refused == std::map<std::string, std::size_t>{{"local-env", 1}, {"template", 38}});
}
