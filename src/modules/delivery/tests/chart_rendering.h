#pragma once

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "gotemplate/json.h"
#include "gotemplate/template.h"
#include "schema/schema.h"
#include "yaml/yaml.h"

namespace towpath::delivery::testing {

/// Renders a chart of files as `helm template` does, with Towpath's own reader of Go's templates: values over the
/// chart's own, checked by its schema, and the functions that Helm adds (`include`, `toYaml`, `required`). Charts it
/// depends on, `lookup`, `tpl` and `.Files` are not there: what uses them fails to render.
class ChartRendering {
 public:
  explicit ChartRendering(const std::filesystem::path& folder) {
    chart_ = yaml::to_json(yaml::parse_one(text_of(folder / "Chart.yaml"), "Chart.yaml").value()).as_object();
    defaults_ = yaml::to_json(yaml::parse_one(text_of(folder / "values.yaml"), "values.yaml").value()).as_object();
    schema_ = text_of(folder / "values.schema.json");
    for (const auto& entry : std::filesystem::directory_iterator(folder / "templates")) {
      const auto name = entry.path().filename().string();
      (name.starts_with("_") ? helpers_ : templates_)[name] = text_of(entry.path());
    }
    environment_.functions["include"] = [this](std::span<const gotemplate::Value> given) -> Result<gotemplate::Value> {
      if (given.size() != 2 || !given[0].as_text())
        return invalid_input("test.include", "it takes a name and what is '.' there");
      TRY(const std::string text, render("{{ template \"" + *given[0].as_text() + "\" . }}", "include", given[1]));
      return gotemplate::Value(trimmed(text));
    };
    environment_.functions["toYaml"] = [](std::span<const gotemplate::Value> given) -> Result<gotemplate::Value> {
      if (given.size() != 1) return invalid_input("test.to_yaml", "it takes one value");
      TRY(const auto parsed, gotemplate::Template::parse("{{ toJson . }}", "toYaml", {}));
      TRY(const std::string text, parsed.render(given[0], {}));
      return gotemplate::Value(trimmed(yaml::write(boost::json::parse(text))));
    };
    environment_.functions["required"] = [](std::span<const gotemplate::Value> given) -> Result<gotemplate::Value> {
      if (given.size() != 2 || given[1].is_nil()) return invalid_input("test.required", "a value is required");
      return given[1];
    };
  }

  const boost::json::object& chart() const { return chart_; }

  /// What the schema has against values; "" when nothing.
  std::string problem_with(const boost::json::object& values) const {
    const auto found = schema::Schema::compile(schema_).value().validate(merged(values));
    return found.empty() ? "" : found.front().path + " " + found.front().message;
  }

  /// The text of a template; "NOTES.txt" is one, too.
  Result<std::string> file(const std::string& name, const boost::json::object& values) const {
    const boost::json::object data{
        {"Values", merged(values)},
        {"Release", {{"Name", "idp"}, {"Namespace", "default"}, {"Service", "Helm"}}},
        {"Chart",
         {{"Name", chart_.at("name")}, {"Version", chart_.at("version")}, {"AppVersion", chart_.at("appVersion")}}}};
    return render(templates_.at(name), name, gotemplate::from_json(data));
  }

  /// All objects as YAML documents.
  Result<std::string> manifests(const boost::json::object& values) const {
    std::string out;
    for (const auto& [name, text] : templates_) {
      if (!name.ends_with(".yaml")) continue;
      TRY(const std::string rendered, file(name, values));
      out += "---\n" + rendered + "\n";
    }
    return out;
  }

 private:
  static std::string text_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  }
  static std::string trimmed(std::string text) {
    const auto first = text.find_first_not_of(" \n"), last = text.find_last_not_of(" \n");
    return first == text.npos ? "" : text.substr(first, last - first + 1);
  }

  /// Maps are merged, everything else is replaced.
  static void lay_over(boost::json::object& into, const boost::json::object& with) {
    for (const auto& [key, value] : with) {
      auto& place = into[key];
      if (value.is_object() && place.is_object())
        lay_over(place.get_object(), value.get_object());
      else
        place = value;
    }
  }
  boost::json::object merged(const boost::json::object& values) const {
    boost::json::object out = defaults_;
    lay_over(out, values);
    return out;
  }

  Result<std::string> render(const std::string& text, const std::string& name, const gotemplate::Value& data) const {
    std::string whole = text;
    for (const auto& [helper, defines] : helpers_) whole += defines;
    TRY(const auto parsed, gotemplate::Template::parse(whole, name, environment_));
    return parsed.render(data, environment_);
  }

  boost::json::object chart_, defaults_;
  std::string schema_;
  std::map<std::string, std::string> helpers_, templates_;
  gotemplate::Environment environment_;
};

}  // namespace towpath::delivery::testing
