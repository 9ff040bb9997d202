// What the CEL library expects of a JavaScript host and the bare engine lacks, and what the engine would answer wrongly.
// Imported before the library.

class Utf8Encoder {
  encode(text) {
    const bytes = []
    for (const character of text) {
      const code = character.codePointAt(0)
      if (code < 0x80) bytes.push(code)
      else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63))
      else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63))
      else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63))
    }
    return new Uint8Array(bytes)
  }
}

class Utf8Decoder {
  decode(bytes) {
    let escaped = ''
    for (const byte of bytes) escaped += '%' + byte.toString(16).padStart(2, '0')
    try {
      return decodeURIComponent(escaped)
    } catch {
      throw new Error('the bytes are not UTF-8')
    }
  }
}

globalThis.TextEncoder = Utf8Encoder
globalThis.TextDecoder = Utf8Decoder

// `matches` is RE2's, as CEL says: linear in the text, whatever the pattern. The library makes a RegExp per call.
globalThis.RegExp = class {
  constructor(pattern) {
    this.pattern = pattern
  }
  test(text) {
    const found = hostMatches(this.pattern, text)
    if (found === undefined) throw new Error('invalid pattern')
    return found
  }
}

// The engine has no time zones: UTC and fixed offsets are answered, names are refused instead of answered wrongly.
Date.prototype.toLocaleString = function (_locale, { timeZone }) {
  const offset = /^(?:UTC|Z|([+-]?)(\d{2}):(\d{2}))$/.exec(timeZone)
  if (!offset) throw new Error(`the time zone '${timeZone}' is not known here; use UTC or an offset such as +02:00`)
  const minutes = offset[2] ? (offset[1] === '-' ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3])) : 0
  return new Date(this.getTime() + minutes * 60_000).toISOString().slice(0, -1)
}

Number.prototype.toLocaleString = function () {
  return String(Number(this.toFixed(9)))
}
