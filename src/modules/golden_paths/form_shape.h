#pragma once

#include <boost/json.hpp>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace towpath::golden_paths {

/// Alternatives that were chosen by hand: JSON Pointer of the object to the index of its branch.
using BranchChoices = std::map<std::string, std::size_t>;

/// What an object schema asks for, given the answers so far: `allOf`, `if`, `dependencies`, `oneOf` and `anyOf`
/// decided.
struct FormShape {
  std::vector<std::pair<std::string, boost::json::object>> properties;  ///< In the order they are to be asked.
  std::set<std::string> required;
  std::vector<std::string> branches;  ///< Titles of the alternatives, when there are any.
  std::size_t branch = 0;
  std::set<std::string> elsewhere;  ///< Properties that only branches not taken have.
};

/// Reads schemas of one page: `$ref` is followed within `page`. One thread.
class ShapeReader {
 public:
  /// `page` and `choices` outlive the reader.
  ShapeReader(const boost::json::object& page, const BranchChoices& choices) : page_(page), choices_(choices) {}

  /// `schema` with its `$ref` followed, what stands beside it included.
  boost::json::object followed(const boost::json::object& schema) const;
  FormShape shape_of(const boost::json::object& schema, const boost::json::object& answers,
                     const std::string& pointer) const;
  /// Whether `value` fits `schema`; a schema that cannot be read fits nothing.
  bool fits(const boost::json::value& schema, const boost::json::value& value) const;

 private:
  void collect(const boost::json::object& given, const boost::json::object& answers, const std::string& pointer,
               FormShape& shape, int depth) const;
  void collect_dependencies(const boost::json::object& dependencies, const boost::json::object& answers,
                            const std::string& pointer, FormShape& shape, int depth) const;
  void collect_branches(const boost::json::array& branches, const boost::json::object& answers,
                        const std::string& pointer, FormShape& shape, int depth) const;
  std::size_t branch_of(const boost::json::array& branches, const boost::json::object& answers,
                        const std::string& pointer) const;

  const boost::json::object& page_;
  const BranchChoices& choices_;
};

}  // namespace towpath::golden_paths
