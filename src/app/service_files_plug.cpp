#include "service_files_plug.h"

#include <array>

#include "yaml/yaml.h"

namespace towpath::app {
namespace {

constexpr std::array single_files{"catalog-info.yaml", "score.yaml"};
constexpr std::array workflow_folders{".github/workflows", ".towpath/workflows"};

std::size_t keys_of(const yaml::Node& node) {
  std::size_t out = node.entries().size();
  for (const yaml::Entry& entry : node.entries()) out += keys_of(entry.value);
  for (const yaml::Node& item : node.items()) out += keys_of(item);
  return out;
}

}  // namespace

Result<insights::PlatformFiles> ForgeServiceFiles::count(const std::string& repository, const std::string& commit) {
  std::vector<std::string> paths;
  TRY(const auto root, forge_.tree(repository, commit, ""));
  for (const forge::TreeEntry& entry : root)
    for (const char* name : single_files)
      if (!entry.is_folder && entry.name == name) paths.push_back(entry.path);
  for (const char* folder : workflow_folders) {
    const auto entries = forge_.tree(repository, commit, folder);
    if (!entries.has_value()) continue;  // most have one of them
    for (const forge::TreeEntry& entry : *entries)
      if (!entry.is_folder && (entry.name.ends_with(".yml") || entry.name.ends_with(".yaml")))
        paths.push_back(entry.path);
  }
  insights::PlatformFiles out;
  for (const std::string& path : paths) {
    TRY(const std::string text, forge_.file(repository, commit, path));
    ++out.files;
    // What is no YAML has no keys to understand; its own checks say so.
    if (const auto documents = yaml::parse(text, path); documents.has_value())
      for (const yaml::Document& document : *documents) out.keys += keys_of(document.root);
  }
  return out;
}

}  // namespace towpath::app
