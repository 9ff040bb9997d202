#include "kube_json.h"

#include "base/strings.h"
#include "json/json.h"

namespace towpath::delivery {

std::string kube_text(const boost::json::value& object, std::string_view pointer) {
  const auto* found = json::at_pointer(object, pointer);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

std::int64_t kube_number(const boost::json::value& object, std::string_view pointer) {
  const auto* found = json::at_pointer(object, pointer);
  if (found == nullptr || !found->is_number()) return 0;
  boost::system::error_code error;
  const auto number = found->to_number<std::int64_t>(error);
  return error ? 0 : number;
}

bool kube_flag(const boost::json::value& object, std::string_view pointer) {
  const auto* found = json::at_pointer(object, pointer);
  return found != nullptr && found->is_bool() && found->get_bool();
}

const boost::json::array& kube_list(const boost::json::value& object, std::string_view pointer) {
  static const boost::json::array none;
  const auto* found = json::at_pointer(object, pointer);
  return found != nullptr && found->is_array() ? found->get_array() : none;
}

std::string shortened(std::string text) {
  constexpr std::size_t most_problem = 500;
  if (text.size() > most_problem) {
    text.resize(most_problem);
    while (!text.empty() && !is_utf8(text)) text.pop_back();
    text += "...";
  }
  return is_utf8(text) ? text : std::string("an answer that is no text");
}

}  // namespace towpath::delivery
