#include "whose.h"

namespace towpath::insights {

std::string restrict_to(const std::string& component, const std::string& owner, db::Params& params) {
  std::string out;
  if (!component.empty()) {
    out += " AND component = ?";
    params.emplace_back(component);
  }
  if (!owner.empty()) {
    out += " AND owner_ref = ?";
    params.emplace_back(owner);
  }
  return out;
}

}  // namespace towpath::insights
