#include "rendering.h"

#include <fmt/core.h>

#include "template/scaffolder_filters.h"

namespace towpath::golden_paths {
namespace {

constexpr std::size_t max_files = 5'000;
constexpr std::string_view fetch_plain = "fetch:plain";

std::string text_of(const boost::json::object& object, std::string_view key, std::string_view otherwise = "") {
  const auto* value = object.if_contains(key);
  return value && value->is_string() ? std::string(value->as_string()) : std::string(otherwise);
}

/// "./skeleton/" and "skeleton" are "skeleton"; nothing when it leaves the golden path.
Result<std::string> folder_of(std::string_view action, std::string url) {
  if (url.starts_with("./")) url.erase(0, 2);
  while (url.ends_with('/')) url.pop_back();
  if (url.empty() || url.starts_with('/') || url.find("..") != std::string::npos ||
      url.find("://") != std::string::npos)
    return invalid_input("golden_paths.invalid_input",
                         fmt::format("{} reads a folder of the golden path itself, not '{}'.", action, url))
        .with_hint("Write it like ./skeleton.");
  return url;
}

/// A host that is no public forge is this platform, which needs no owner to find a repository; as Gitea's do.
std::string forge_type_of(std::string_view host) {
  const std::string known = tmpl::public_forge_type(host);
  return known.empty() ? "gitea" : known;
}

bool is_safe_path(const std::string& path) {
  return !path.empty() && !path.starts_with('/') && ("/" + path + "/").find("/../") == std::string::npos &&
         ("/" + path).find("/.git/") == std::string::npos && path.find('\0') == std::string::npos;
}

Result<std::string> render_text(const std::string& text, const std::string& name, const tmpl::Object& context) {
  TRY(const tmpl::Template parsed, tmpl::Template::parse(text, name));
  if (parsed.is_plain_text()) return text;
  return parsed.render(context, template_environment());
}

}  // namespace

const tmpl::Environment& template_environment() {
  static const tmpl::Environment environment = [] {
    tmpl::Environment out;
    tmpl::add_scaffolder_filters(out, forge_type_of);
    return out;
  }();
  return environment;
}

tmpl::Object template_context(const boost::json::object& parameters, const boost::json::object& steps,
                              const std::string& user_ref, const boost::json::object& secrets) {
  const boost::json::object context{{"parameters", parameters},
                                    {"steps", steps},
                                    {"user", boost::json::object{{"ref", user_ref}}},
                                    {"secrets", secrets}};
  return *tmpl::from_json(context).as_object();
}

Result<boost::json::value> render_input(const boost::json::value& input, const tmpl::Object& context) {
  return tmpl::render_value(input, context, template_environment(), tmpl::OnFailure::stop);
}

Result<bool> is_wanted(const boost::json::value& condition, const tmpl::Object& context) {
  if (condition.is_null()) return true;
  TRY(const boost::json::value value, render_input(condition, context));
  // Truthiness as in JavaScript.
  switch (value.kind()) {
    case boost::json::kind::null:
      return false;
    case boost::json::kind::bool_:
      return value.as_bool();
    case boost::json::kind::string:
      return !value.as_string().empty() && value.as_string() != "false";
    case boost::json::kind::int64:
      return value.as_int64() != 0;
    case boost::json::kind::double_:
      return value.as_double() != 0;
    default:
      return true;
  }
}

bool is_fetch(std::string_view action) { return action == "fetch:template" || action == fetch_plain; }

Result<std::vector<PreviewFile>> fetch_files(std::string_view action, const SourceFiles& files,
                                             const boost::json::object& input) {
  TRY(const std::string folder, folder_of(action, text_of(input, "url", "./skeleton")));
  std::string target = text_of(input, "targetPath", ".");
  while (target.starts_with("./")) target.erase(0, 2);
  const std::string prefix = target == "." || target.empty() ? "" : target + "/";
  const boost::json::object context_json{
      {"values", input.contains("values") ? input.at("values") : boost::json::value(boost::json::object())}};
  const tmpl::Value context_value = tmpl::from_json(context_json);
  const tmpl::Object& context = *context_value.as_object();
  std::vector<PreviewFile> out;
  for (auto it = files.lower_bound(folder + "/"); it != files.end() && it->first.starts_with(folder + "/"); ++it) {
    if (out.size() == max_files)
      return invalid_input("golden_paths.too_many_files",
                           fmt::format("The skeleton has more than {} files.", max_files));
    const auto rendered = [&](const std::string& text) -> Result<std::string> {
      if (action == fetch_plain) return text;
      return render_text(text, it->first, context);
    };
    TRY(const std::string path, rendered(it->first.substr(folder.size() + 1)));
    if (!is_safe_path(prefix + path))
      return invalid_input("golden_paths.invalid_path",
                           fmt::format("The skeleton file '{}' would be written to '{}'.", it->first, prefix + path));
    TRY(std::string content, rendered(it->second.content));
    out.push_back({prefix + path, std::move(content), it->second.is_executable});
  }
  if (out.empty())
    return not_found("golden_paths.no_skeleton", fmt::format("The golden path has no folder '{}'.", folder));
  return out;
}

}  // namespace towpath::golden_paths
