#include "text_list.h"

#include <boost/json.hpp>

namespace towpath::delivery {

std::string to_text_list(const std::vector<std::string>& texts) {
  return boost::json::serialize(boost::json::array(texts.begin(), texts.end()));
}

std::vector<std::string> from_text_list(const std::string& column) {
  return boost::json::value_to<std::vector<std::string>>(boost::json::parse(column));
}

}  // namespace towpath::delivery
