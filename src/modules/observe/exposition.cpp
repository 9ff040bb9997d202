#include "exposition.h"

#include <fmt/core.h>

#include "json/json.h"

namespace towpath::observe {
namespace {

std::string escaped(std::string_view text, bool is_label) {
  std::string out;
  for (const char c : text) {
    if (c == '\\')
      out += "\\\\";
    else if (c == '\n')
      out += "\\n";
    else if (c == '"' && is_label)
      out += "\\\"";
    else
      out += c;
  }
  return out;
}

}  // namespace

void Exposition::head(std::string_view name, std::string_view help, std::string_view type) {
  text_ += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, escaped(help, false), name, type);
}

void Exposition::line(std::string_view name, const Labels& labels, double value) {
  text_ += name;
  for (std::size_t i = 0; i < labels.size(); ++i)
    text_ += fmt::format("{}{}=\"{}\"", i == 0 ? '{' : ',', labels[i].first, escaped(labels[i].second, true));
  if (!labels.empty()) text_ += '}';
  text_ += fmt::format(" {}\n", json::number_text(value));
}

void Exposition::add(const MetricFamily& family) {
  if (family.values.empty()) return;
  head(family.name, family.help, family.type == MetricFamily::Type::counter ? "counter" : "gauge");
  for (const MetricFamily::Value& value : family.values) line(family.name, value.labels, value.value);
}

void Exposition::add_histogram(std::string_view name, std::string_view help, const std::vector<double>& bounds,
                               const std::vector<HistogramValue>& values) {
  if (values.empty()) return;
  head(name, help, "histogram");
  for (const HistogramValue& value : values) {
    double below = 0;
    for (std::size_t i = 0; i <= bounds.size(); ++i) {
      below += i < value.counts.size() ? static_cast<double>(value.counts[i]) : 0;
      Labels labels = value.labels;
      labels.emplace_back("le", i < bounds.size() ? json::number_text(bounds[i]) : "+Inf");
      line(fmt::format("{}_bucket", name), labels, below);
    }
    line(fmt::format("{}_sum", name), value.labels, value.sum);
    line(fmt::format("{}_count", name), value.labels, below);
  }
}

}  // namespace towpath::observe
