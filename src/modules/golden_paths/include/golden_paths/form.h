#pragma once

#include <string>
#include <vector>

#include "base/error.h"

namespace towpath::golden_paths {

/// One of the answers a question offers. `value` is JSON.
struct FormChoice {
  std::string value, label;
};

/// One question of a form, as it is to be asked now: conditions, dependencies and branches are already decided.
struct FormField {
  std::string pointer;  ///< JSON Pointer of its answer within the parameters.
  std::string name, title, description, help, placeholder;
  std::string type;            ///< string, number, integer, boolean, array, object.
  std::string widget;          ///< `ui:widget`, or "" for what the type suggests; "hidden" is not shown.
  std::string picker;          ///< `ui:field`, or "".
  std::string options = "{}";  ///< `ui:options`, a JSON object.
  std::string value;           ///< The answer with defaults filled in, JSON; "" when there is none.
  std::string default_value;   ///< JSON; "" when there is none.
  std::string blank = "null";  ///< Of an array: what a new element begins as, JSON.
  bool is_required = false, is_read_only = false, has_autofocus = false;
  std::vector<FormChoice> choices;    ///< When not empty, the answer is one of these (an array: some of these).
  std::vector<FormField> fields;      ///< Members of an object, elements of an array.
  std::vector<std::string> branches;  ///< Titles of the alternatives of `oneOf` or `anyOf`; mostly empty.
  std::size_t branch = 0;             ///< Which of them is asked.
};

/// One page of a form.
struct FormPage {
  std::string title, description;
  FormField root;                    ///< An object: its `fields` are the questions.
  std::vector<FieldError> problems;  ///< Of this page's answers; paths are pointers within the parameters.
};

/// A whole form with answers in it.
struct Form {
  std::vector<FormPage> pages;
  std::vector<FieldError> problems;  ///< Of all pages, and of the answers together.
  std::string parameters;            ///< The answers with defaults filled in: what would be created with. JSON.
};

}  // namespace towpath::golden_paths
