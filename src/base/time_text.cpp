#include "base/time_text.h"

#include <charconv>

#include "base/strings.h"

namespace towpath {
namespace {

using namespace std::chrono;

/// Reads digits and separators from the left.
class TimeText {
 public:
  explicit TimeText(std::string_view text) : rest_(text) {}

  bool number(std::size_t digits, int& out) {
    if (rest_.size() < digits) return false;
    const auto read = std::from_chars(rest_.data(), rest_.data() + digits, out);
    if (read.ec != std::errc() || read.ptr != rest_.data() + digits || out < 0) return false;
    rest_.remove_prefix(digits);
    return true;
  }
  bool skip(std::string_view one_of) {
    if (rest_.empty() || one_of.find(rest_.front()) == one_of.npos) return false;
    rest_.remove_prefix(1);
    return true;
  }
  microseconds fraction() {
    microseconds out{0};
    if (!skip(".")) return out;
    for (std::int64_t unit = 100'000; !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; unit /= 10) {
      out += microseconds(unit * (rest_.front() - '0'));
      rest_.remove_prefix(1);
    }
    return out;
  }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

/// Minutes east of Greenwich.
std::optional<minutes> offset_of(std::string_view text) {
  text = trim(text);
  if (text == "Z" || text == "z" || text == "UTC") return minutes(0);
  TimeText reader(text);
  const bool is_west = text.starts_with('-');
  int hour = 0, minute = 0;
  if (!reader.skip("+-") || !reader.number(2, hour)) return std::nullopt;
  reader.skip(":");
  if (!reader.number(2, minute) || !reader.rest().empty() || hour > 23 || minute > 59) return std::nullopt;
  return (is_west ? -1 : 1) * (hours(hour) + minutes(minute));
}

}  // namespace

std::optional<UtcTime> read_time(std::string_view text) {
  constexpr int first_year = 1970, last_year = 9998;
  TimeText reader(trim(text));
  int y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0;
  if (!reader.number(4, y) || !reader.skip("-") || !reader.number(2, mo) || !reader.skip("-") || !reader.number(2, d) ||
      !reader.skip("Tt ") || !reader.number(2, h) || !reader.skip(":") || !reader.number(2, mi) || !reader.skip(":") ||
      !reader.number(2, s))
    return std::nullopt;
  const microseconds fraction = reader.fraction();
  const auto offset = offset_of(reader.rest());
  const year_month_day date{year(y), month(static_cast<unsigned>(mo)), day(static_cast<unsigned>(d))};
  if (!offset || !date.ok() || y < first_year || y > last_year || h > 23 || mi > 59 || s > 60) return std::nullopt;
  return UtcTime(sys_days(date).time_since_epoch() + hours(h) + minutes(mi) + seconds(s) + fraction - *offset);
}

}  // namespace towpath
