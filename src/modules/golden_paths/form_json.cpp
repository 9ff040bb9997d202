#include "form_json.h"

namespace towpath::golden_paths {
namespace {

namespace json = boost::json;

/// A value kept as JSON text; null when there is none.
json::value value_of(const std::string& text) { return text.empty() ? json::value(nullptr) : json::parse(text); }

json::array to_json(const std::vector<FieldError>& problems) {
  json::array out;
  for (const FieldError& problem : problems)
    out.push_back(json::object{{"pointer", problem.path}, {"detail", problem.message}});
  return out;
}

json::object to_json(const FormField& field) {
  json::array choices, fields, branches;
  for (const FormChoice& choice : field.choices)
    choices.push_back(json::object{{"value", value_of(choice.value)}, {"label", choice.label}});
  for (const FormField& each : field.fields) fields.push_back(to_json(each));
  for (const std::string& branch : field.branches) branches.emplace_back(branch);
  return {{"pointer", field.pointer},
          {"name", field.name},
          {"title", field.title},
          {"description", field.description},
          {"help", field.help},
          {"placeholder", field.placeholder},
          {"type", field.type},
          {"widget", field.widget},
          {"picker", field.picker},
          {"options", value_of(field.options)},
          {"value", value_of(field.value)},
          {"default", value_of(field.default_value)},
          {"blank", value_of(field.blank)},
          {"isRequired", field.is_required},
          {"isReadOnly", field.is_read_only},
          {"hasAutofocus", field.has_autofocus},
          {"choices", std::move(choices)},
          {"fields", std::move(fields)},
          {"branches", std::move(branches)},
          {"branch", field.branch}};
}

}  // namespace

json::object to_json(const Form& form) {
  json::array pages;
  for (const FormPage& page : form.pages)
    pages.push_back(json::object{{"title", page.title},
                                 {"description", page.description},
                                 {"root", to_json(page.root)},
                                 {"problems", to_json(page.problems)}});
  return {{"pages", std::move(pages)}, {"problems", to_json(form.problems)}, {"parameters", value_of(form.parameters)}};
}

json::object to_json(const PreviewResource& resource) {
  return {{"environment", resource.environment},
          {"environmentType", resource.environment_type},
          {"name", resource.name},
          {"type", resource.type},
          {"class", resource.resource_class},
          {"definition", resource.definition},
          {"driver", resource.driver},
          {"description", resource.description}};
}

}  // namespace towpath::golden_paths
