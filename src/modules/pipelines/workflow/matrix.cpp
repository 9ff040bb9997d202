#include "pipelines/matrix.h"

#include <algorithm>

namespace towpath::pipelines {
namespace {

Error invalid(std::string message) { return invalid_input("pipelines.invalid_matrix", std::move(message)); }

struct Vector {
  std::string key;
  const std::vector<Value>* values;
};

struct MatrixLists {
  std::vector<Vector> vectors;
  std::vector<Value> include;
  std::vector<Value> exclude;

  bool has(std::string_view key) const {
    Object keys;
    for (const Vector& vector : vectors) keys.set(vector.key, Value());
    return keys.find(key) != nullptr;
  }
};

// Every key of a mapping that `filter` names has a matching value; everything else is equal as it is.
bool matches(const Value& filter, const Value& value) {
  if (filter.kind() != value.kind()) return false;
  switch (filter.kind()) {
    case ValueKind::null:
      return true;
    case ValueKind::boolean:
      return filter.boolean() == value.boolean();
    case ValueKind::number:
      return filter.number() == value.number();
    case ValueKind::string:
      return filter.string() == value.string();
    case ValueKind::array: {
      const auto& left = filter.array().items;
      const auto& right = value.array().items;
      return std::equal(left.begin(), left.end(), right.begin(), right.end(), matches);
    }
    case ValueKind::object:
      return std::all_of(filter.object().entries().begin(), filter.object().entries().end(), [&](const auto& entry) {
        const Value* found = value.object().find(entry.first);
        return found != nullptr && matches(entry.second, *found);
      });
  }
  return false;
}

void add_segments(const Value& value, std::vector<std::string>& segments) {
  if (value.kind() == ValueKind::array) {
    for (const Value& item : value.array().items) add_segments(item, segments);
  } else if (value.kind() == ValueKind::object) {
    for (const auto& [key, item] : value.object().entries()) add_segments(item, segments);
  } else if (std::string text = value.to_text(); !text.empty()) {
    segments.push_back(std::move(text));
  }
}

Result<std::vector<Value>> read_entries(const std::string& key, const Value& value) {
  if (value.is_null()) return std::vector<Value>();
  if (value.kind() != ValueKind::array) return invalid("'" + key + "' in 'matrix' must be a list");
  for (const Value& entry : value.array().items) {
    if (entry.kind() != ValueKind::object || entry.object().entries().empty()) {
      return invalid("an entry of '" + key + "' in 'matrix' must be a mapping that is not empty");
    }
  }
  return value.array().items;
}

Result<MatrixLists> read_lists(const Value& matrix) {
  if (matrix.kind() != ValueKind::object) return invalid("'matrix' must be a mapping");
  MatrixLists lists;
  for (const auto& [key, value] : matrix.object().entries()) {
    if (key == "include") {
      TRY(lists.include, read_entries(key, value));
    } else if (key == "exclude") {
      TRY(lists.exclude, read_entries(key, value));
    } else if (value.kind() != ValueKind::array || value.array().items.empty()) {
      return invalid("'" + key + "' in 'matrix' must be a list that is not empty");
    } else {
      lists.vectors.push_back({key, &value.array().items});
    }
  }
  for (const Value& entry : lists.exclude) {
    for (const auto& [key, value] : entry.object().entries()) {
      if (!lists.has(key)) return invalid("'" + key + "' in 'exclude' is no key of the matrix");
    }
  }
  return lists;
}

// The part of an include entry that names keys of the matrix, and the rest, which is added.
struct Include {
  Object filter;
  Object extra;
  bool is_used = false;
};

Result<std::size_t> size_of(const MatrixLists& lists) {
  std::size_t size = lists.vectors.empty() ? 0 : 1;
  for (const Vector& vector : lists.vectors) {
    size *= vector.values->size();
    // Far more than can remain after `exclude`, and far less than would overflow.
    if (size > max_matrix_jobs * max_matrix_jobs) return invalid("the matrix has too many combinations");
  }
  return size;
}

Object combination(const MatrixLists& lists, std::size_t index, std::size_t size) {
  Object values;
  std::size_t block = size;
  for (const Vector& vector : lists.vectors) {
    block /= vector.values->size();
    values.set(vector.key, (*vector.values)[index / block % vector.values->size()]);
  }
  return values;
}

}  // namespace

Result<std::vector<MatrixJob>> expand_matrix(const Value& matrix) {
  TRY(const MatrixLists lists, read_lists(matrix));
  TRY(const std::size_t size, size_of(lists));

  std::vector<Include> includes;
  for (const Value& entry : lists.include) {
    Include& include = includes.emplace_back();
    for (const auto& [key, value] : entry.object().entries()) {
      (lists.has(key) ? include.filter : include.extra).set(key, value);
    }
  }

  std::vector<MatrixJob> jobs;
  for (std::size_t i = 0; i < size; ++i) {
    Object values = combination(lists, i, size);
    const Value original(values);
    if (std::any_of(lists.exclude.begin(), lists.exclude.end(),
                    [&](const Value& filter) { return matches(filter, original); })) {
      continue;
    }
    for (Include& include : includes) {
      if (!matches(Value(include.filter), original)) continue;
      include.is_used = true;
      for (const auto& [key, value] : include.extra.entries()) values.set(key, value);
    }
    MatrixJob& job = jobs.emplace_back();
    add_segments(original, job.segments);
    job.values = Value(std::move(values));
  }
  for (const Include& include : includes) {
    if (include.is_used) continue;
    Object values = include.filter;
    for (const auto& [key, value] : include.extra.entries()) values.set(key, value);
    MatrixJob& job = jobs.emplace_back();
    job.values = Value(std::move(values));
    add_segments(job.values, job.segments);
  }
  if (jobs.empty()) return invalid("the matrix has no combination left");
  if (jobs.size() > max_matrix_jobs) {
    return invalid("the matrix makes " + std::to_string(jobs.size()) + " jobs; at most " +
                   std::to_string(max_matrix_jobs) + " are allowed");
  }
  return jobs;
}

}  // namespace towpath::pipelines
