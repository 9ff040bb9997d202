#include "mask/masker.h"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

using towpath::mask::MaskedStream;
using towpath::mask::Masker;

namespace {

// The output of a stream that is fed one piece at a time.
std::string fed(const Masker& masker, std::string_view text, std::size_t piece) {
  MaskedStream stream(masker);
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += piece) out += stream.feed(text.substr(at, piece));
  return out + stream.flush();
}

}  // namespace

TEST_CASE("a secret is masked wherever it stands") {
  Masker masker;
  masker.add("s3cr3t");

  CHECK(masker.mask("s3cr3t") == "***");
  CHECK(masker.mask("a s3cr3t b s3cr3t") == "a *** b ***");
  CHECK(masker.mask("s3cr3") == "s3cr3");
  CHECK(masker.mask("") == "");
}

TEST_CASE("every encoded form of a secret is masked") {
  struct Row {
    const char* secret;
    const char* shown;
  };
  const Row rows[] = {
      {"hunter22", "aHVudGVyMjI="},          // Base64
      {"hunter22", "dXNlcjpodW50ZXIyMg=="},  // Base64 of "user:hunter22"
      {"hunter22", "eDpodW50ZXIyMiE="},      // Base64 of "x:hunter22!"
      {"p@ss w/rd", "p%40ss%20w%2Frd"},      // URI
      {"a\"b\\cd", "a\\\"b\\\\cd"},          // JSON
      {"<tag>&'x'", "&lt;tag&gt;&amp;&apos;x&apos;"},
      {"it's me", "it''s me"},           // expression
      {"it's me", "it'\\''s me"},        // bash -x
      {"say \"hi\"", "say \\\"hi\\\""},  // command line
      {"line one\nline two", "line one%0Aline two"},
      {"\"quoted value\"", "quoted value"},
      {"  padded  ", "padded"},
      {"secretpart1&secretpart2", "secretpart2"},
      {"secretpart1&+secretpart2", "ecretpart2"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.secret);
    CAPTURE(row.shown);
    Masker masker;
    masker.add(row.secret);

    const std::string masked = masker.mask(std::string("<<") + row.shown + ">>");

    CHECK(masked.find("***") != std::string::npos);
    CHECK(masked.size() <= 4 + 3 + 8);  // at most the few characters that Base64 shares with the neighbours stay
  }
}

TEST_CASE("the lines of a multi-line secret are masked one by one") {
  Masker masker;
  masker.add("-----BEGIN KEY-----\r\nabcdefgh\r\n{\r\n-----END KEY-----");

  CHECK(masker.mask("found abcdefgh and {}") == "found *** and {}");
}

TEST_CASE("the leaves of a JSON secret are masked, its punctuation is not") {
  Masker masker;
  masker.add(R"({"user": "deploy", "keys": ["k-123456", 987654], "x": {"y": true}})");

  CHECK(masker.mask("deploy k-123456 987654 true {\"y\"}") == "*** *** *** true {\"y\"}");
}

TEST_CASE("a fragment under four characters is never registered") {
  Masker masker;

  CHECK_FALSE(masker.add("abc"));
  CHECK_FALSE(masker.add("{\n}"));
  CHECK_FALSE(masker.add(""));
  CHECK(masker.mask("abc { }") == "abc { }");
}

TEST_CASE("overlapping secrets become one mask") {
  Masker masker;
  masker.add("abcdef");
  masker.add("defghi");
  masker.add("cdef");

  CHECK(masker.mask("xabcdefghix") == "x***x");
}

TEST_CASE("a stream gives the same output wherever it is cut") {
  Masker masker;
  for (const char* secret : {"abcabd", "bdab", "aaaa", "topsecret", "secretary"}) masker.add(secret);
  const std::string text = "abcabcabdab aaaaaaaaaaa topsecretary topsec ret aaa";
  const std::string whole = masker.mask(text);

  CHECK(whole == "abc*** *** *** topsec ret aaa");
  for (std::size_t piece = 1; piece < 12; ++piece) {
    CAPTURE(piece);
    CHECK(fed(masker, text, piece) == whole);
  }
}

TEST_CASE("a stream holds back no more than a secret could still need") {
  Masker masker;
  masker.add("topsecret");
  MaskedStream stream(masker);

  CHECK(stream.feed("hello tops") == "hello ");
  CHECK(stream.feed("ail") == "topsail");
  CHECK(stream.feed(" topsecret!") == " ***!");
}

TEST_CASE("a run of overlapping matches is shown once and does not pile up") {
  Masker masker;
  masker.add("aaaa");
  MaskedStream stream(masker);
  std::string out;

  for (int i = 0; i < 1000; ++i) out += stream.feed("aaaaaaa");
  out += stream.feed("b");

  CHECK(out == "***b");
}

TEST_CASE("a secret added while a stream runs also masks what is held back") {
  Masker masker;
  masker.add("token-one");
  MaskedStream stream(masker);

  CHECK(stream.feed("token-") == "");
  masker.add("token-two");

  CHECK(stream.feed("two token-one") == "*** ***");
}

TEST_CASE("random text over a small alphabet is masked like by a plain search") {
  std::mt19937 random(20260801);
  const auto word = [&](std::size_t length) {
    std::string text;
    for (std::size_t i = 0; i < length; ++i) text += static_cast<char>('a' + random() % 2);
    return text;
  };
  for (int round = 0; round < 200; ++round) {
    std::vector<std::string> secrets = {word(4 + random() % 3), word(4 + random() % 5)};
    Masker masker;
    for (const std::string& secret : secrets) masker.add(secret);
    const std::string text = word(60);

    std::vector<bool> hidden(text.size());
    std::vector<bool> joined(text.size());  // this byte continues the match of the byte before
    for (const std::string& secret : secrets) {
      for (std::size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at + 1)) {
        for (std::size_t i = 0; i < secret.size(); ++i) {
          hidden[at + i] = true;
          if (i > 0) joined[at + i] = true;
        }
      }
    }
    std::string expected;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (!hidden[i])
        expected += text[i];
      else if (!joined[i])
        expected += "***";
    }

    CAPTURE(text);
    CHECK(fed(masker, text, 1 + random() % 9) == expected);
  }
}
