#pragma once

#include <boost/json.hpp>
#include <string>
#include <vector>

#include "base/error.h"
#include "test_server.h"

namespace towpath::testing {

/// One operation of the API document. Pointers live as long as the document.
struct Operation {
  std::string method;  ///< "GET"
  std::string path;    ///< "/api/v1/runs/{id}"
  std::string permission;
  const boost::json::object* definition = nullptr;
  const boost::json::object* path_item = nullptr;

  std::string name() const { return method + " " + path; }
};

/// The API document as the server serves it, with what tests ask of it. Immutable.
class OpenapiDocument {
 public:
  /// Throws when it cannot be read.
  explicit OpenapiDocument(std::string_view yaml);
  /// That of the shared server, read once.
  static const OpenapiDocument& shared();

  const boost::json::value& root() const { return root_; }
  const std::vector<Operation>& operations() const { return operations_; }

  /// The value with its outermost "$ref" followed. Throws when it leads nowhere.
  const boost::json::value& resolved(const boost::json::value& value) const;

  /// Parameters of an operation, those of its path item included, references followed.
  std::vector<const boost::json::object*> parameters(const Operation& operation) const;

  /// What the body of an answer has against the schema the document gives for its status; a field that the schema does
  /// not name is a problem, too, and so is a status it does not list.
  std::vector<FieldError> problems(const Operation& operation, const Answer& answer) const;

  /// The example of the operation's request body, null without one.
  boost::json::value body_example(const Operation& operation) const;

  /// The schema, closed: objects take only the properties they name, with everything it refers to inside it.
  boost::json::value closed(const boost::json::value& schema) const;

  /// The schema with the parts of its "allOf" joined into it.
  boost::json::object merged(const boost::json::object& schema) const;

 private:
  boost::json::value close(const boost::json::value& schema) const;

  boost::json::value root_;
  std::vector<Operation> operations_;
  boost::json::object closed_components_;
};

}  // namespace towpath::testing
