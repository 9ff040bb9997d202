// Values and errors as texts the host reads. The first character says which: v a value, e an error.

import { Duration, UnsignedInt } from '@marcbachmann/cel-js/evaluator'

const MAX_DEPTH = 48
const MAX_ELEMENTS = 10_000

// The value as JSON: an int without, a double with a point or an exponent; times and durations are texts.
function json(value, room, depth) {
  if (depth > MAX_DEPTH || --room.elements < 0) throw new Error('the result is too large')
  switch (typeof value) {
    case 'boolean':
    case 'bigint':
      return String(value)
    case 'string':
      return JSON.stringify(value)
    case 'number': {
      if (!Number.isFinite(value)) throw new Error(`the result ${value} has no JSON form`)
      const text = String(value)
      return Number.isInteger(value) && !text.includes('e') ? text + '.0' : text
    }
  }
  if (value === null) return 'null'
  if (value instanceof Date) return JSON.stringify(value.toISOString())
  if (value instanceof Duration) return JSON.stringify(value.toString())
  if (value instanceof UnsignedInt) return String(value.valueOf())
  if (value instanceof Uint8Array) return JSON.stringify(btoa(String.fromCharCode(...value)))
  if (Array.isArray(value)) return '[' + value.map((each) => json(each, room, depth + 1)).join(',') + ']'
  const entries = value instanceof Map ? [...value] : Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null ? Object.entries(value) : undefined
  if (!entries) throw new Error('the result is not a JSON value')
  return '{' + entries.map(([key, each]) => JSON.stringify(String(key)) + ':' + json(each, room, depth + 1)).join(',') + '}'
}

export function valueAnswer(value) {
  if (value === true) return 'vtrue'
  if (value === false) return 'vfalse'
  return 'v' + json(value, { elements: MAX_ELEMENTS }, 0)
}

function position(source, offset) {
  const before = source.slice(0, offset)
  const line = before.split('\n').length
  return { line, column: [...before.slice(before.lastIndexOf('\n') + 1)].length + 1 }
}

// The chain of members that the error's node is the end of: "entity.spec.owner" and its JSON Pointer.
function memberPath(node) {
  const keys = []
  for (; node?.op === '.'; node = node.args[0]) keys.unshift(node.args[1])
  if (node?.op !== 'id') return undefined
  keys.unshift(node.args)
  return { name: keys.join('.'), pointer: keys.map((key) => '/' + key.replaceAll('~', '~0').replaceAll('/', '~1')).join('') }
}

// `stage` is 'parse' for what is wrong with the expression itself, 'run' for what this input made of it.
export function errorAnswer(error, source, stage) {
  if (error instanceof InternalError || error instanceof RangeError) return 'l'
  const answer = { stage, message: error.summary ?? error.message, code: error.code ?? '' }
  const range = error.range
  if (range) {
    Object.assign(answer, position(source, range.start))
    answer.text = source.slice(range.start, Math.max(range.end, range.start))
  }
  if (error.code === 'no_such_key' || error.code === 'unknown_variable') {
    const path = memberPath(error.node)
    if (path) answer.member = path
  }
  return 'e' + JSON.stringify(answer)
}
