#include "secret_forms.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/base64.h"
#include "base/strings.h"
#include "json/json.h"

namespace towpath::mask {
namespace {

template <class Escape>
std::string escape_each(std::string_view text, const Escape& escape) {
  std::string out;
  for (const char c : text) out += escape(c);
  return out;
}

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-_.~").find(c) != std::string_view::npos;
}

std::string uri_escape(std::string_view text) {
  return escape_each(text, [](char c) {
    if (is_unreserved(c)) return std::string(1, c);
    std::string hex = to_hex(std::string_view(&c, 1));
    std::transform(hex.begin(), hex.end(), hex.begin(),
                   [](char h) { return h >= 'a' ? static_cast<char>(h - 32) : h; });
    return "%" + hex;
  });
}

std::string xml_escape(std::string_view text) {
  return escape_each(text, [](char c) -> std::string {
    switch (c) {
      case '<':
        return "&lt;";
      case '>':
        return "&gt;";
      case '&':
        return "&amp;";
      case '"':
        return "&quot;";
      case '\'':
        return "&apos;";
      default:
        return std::string(1, c);
    }
  });
}

std::string json_escape(std::string_view text) {
  const std::string quoted =
      boost::json::serialize(boost::json::value(boost::json::string_view(text.data(), text.size())));
  return quoted.substr(1, quoted.size() - 2);
}

// PowerShell shows a failed command in two parts, cut at an ampersand (and eats a letter after "&+").
void add_power_shell_parts(std::string_view text, std::vector<std::string>& out) {
  constexpr std::size_t shortest_part = 6;
  std::size_t cut = text.find("&+");
  std::size_t resume = cut + 3;
  if (cut == std::string_view::npos) {
    cut = text.rfind('&');
    if (cut == std::string_view::npos) return;
    resume = cut + 1;
    cut += 1;
  } else {
    cut += 2;
  }
  if (cut >= shortest_part) out.emplace_back(text.substr(0, cut));
  if (text.size() >= resume + shortest_part) out.emplace_back(text.substr(resume));
}

void add_base64_forms(std::string_view text, std::vector<std::string>& out) {
  constexpr std::size_t shortest_inner = 6;  // bytes: shorter groups are too common in other Base64 text
  for (std::size_t shift = 0; shift < 3 && shift < text.size(); ++shift) {
    const std::string_view shifted = text.substr(shift);
    // The secret at the end of what is encoded, and the groups that do not depend on what follows it.
    const std::size_t whole = shifted.size() / 3 * 3;
    out.push_back(to_base64(shifted));
    if (whole >= shortest_inner) out.push_back(to_base64(shifted.substr(0, whole)));
  }
  for (std::size_t i = 0, count = out.size(); i < count; ++i) {
    std::string url_safe = replace_all(replace_all(out[i], "+", "-"), "/", "_");
    while (url_safe.ends_with('=')) url_safe.pop_back();
    out.push_back(std::move(url_safe));
  }
}

void add_leaves(const boost::json::value& value, std::vector<std::string>& out) {
  if (const auto* text = value.if_string()) {
    out.emplace_back(text->data(), text->size());
  } else if (const auto* array = value.if_array()) {
    for (const auto& item : *array) add_leaves(item, out);
  } else if (const auto* object = value.if_object()) {
    for (const auto& [key, item] : *object) add_leaves(item, out);
  } else if (value.is_number()) {
    out.push_back(json::canonical(value));
  }
}

void add_forms_of_one(std::string_view text, std::vector<std::string>& out) {
  std::vector<std::string> encoded;
  add_base64_forms(text, encoded);
  out.insert(out.end(), encoded.begin(), encoded.end());
  out.emplace_back(text);
  out.push_back(json_escape(text));
  out.push_back(uri_escape(text));
  out.push_back(xml_escape(text));
  out.push_back(replace_all(text, "\"", "\\\""));  // command line
  out.push_back(replace_all(text, "'", "''"));     // workflow expression
  out.push_back(replace_all(text, "'", "'\\''"));  // bash -x
  out.push_back(replace_all(replace_all(replace_all(text, "%", "%25"), "\r", "%0D"), "\n", "%0A"));  // workflow command
  if (text.size() > 8 && text.front() == '"' && text.back() == '"') out.emplace_back(text.substr(1, text.size() - 2));
  add_power_shell_parts(text, out);
}

}  // namespace

std::vector<std::string> forms_of(std::string_view secret) {
  std::vector<std::string> parts = {std::string(secret), std::string(trim(secret))};
  if (secret.find('\n') != std::string_view::npos) {
    for (const std::string& line : split(secret, '\n')) parts.emplace_back(trim(line));
  }
  if (const std::string_view text = trim(secret); text.starts_with('{') || text.starts_with('[')) {
    if (const auto document = json::parse(text); document.has_value()) add_leaves(document.value(), parts);
  }
  std::vector<std::string> forms;
  for (const std::string& part : parts) {
    if (part.size() >= min_masked_length) add_forms_of_one(part, forms);
  }
  std::erase_if(forms, [](const std::string& form) { return form.size() < min_masked_length; });
  std::sort(forms.begin(), forms.end());
  forms.erase(std::unique(forms.begin(), forms.end()), forms.end());
  return forms;
}

}  // namespace towpath::mask
