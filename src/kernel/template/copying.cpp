#include "copying.h"

#include <map>

namespace towpath::tmpl {

namespace {

class Copier {
 public:
  Value copy(const Value& value) {
    if (const auto* body = value.array_body()) {
      if (const auto known = arrays_.find(body->get()); known != arrays_.end()) return known->second;
      Array items;
      items.reserve((*body)->items.size());
      for (const Value& item : (*body)->items) items.push_back(copy(item));
      return arrays_.emplace(body->get(), Value(std::move(items))).first->second;
    }
    if (const Object* object = value.as_object()) return Value(copy(*object));
    return value;
  }

  Object copy(const Object& object) {
    Object out;
    for (const auto& [key, value] : object) out.set(key, copy(value));
    return out;
  }

 private:
  std::map<const ArrayBody*, Value> arrays_;
};

}  // namespace

Object copied(const Object& object) { return Copier().copy(object); }

}  // namespace towpath::tmpl
