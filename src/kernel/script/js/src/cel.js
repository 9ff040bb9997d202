// The program of a VM: what kernel/script calls, on top of the CEL library. Programs are kept by their source.

import './surroundings.js'
import { Environment } from '@marcbachmann/cel-js'
import { errorAnswer, valueAnswer } from './answers.js'
import { references } from './references.js'
import { shorten } from './shortcuts.js'

const OPTIONS = {
  homogeneousAggregateLiterals: false,
  limits: { maxAstNodes: 5_000, maxDepth: 48, maxListElements: 1_000, maxMapEntries: 1_000, maxCallArguments: 32 }
}
const KEPT_PROGRAMS = 1_000
const KEPT_LISTS = 50

const open = new Environment({ ...OPTIONS, unlistedVariablesAreDyn: true })
const programs = new Map()
const lists = new Map()
const input = { value: {} }

function program(source) {
  let found = programs.get(source)
  if (!found) {
    const evaluate = open.parse(source)
    found = { evaluate, ast: evaluate.ast, hasRun: false }
    if (programs.size >= KEPT_PROGRAMS) programs.clear()
    programs.set(source, found)
  }
  return found
}

// The first run is the library's alone: it finds out the types, by which the program is shortened for those that follow.
function run(found) {
  if (found.hasRun) return found.evaluate(input.value)
  try {
    return found.evaluate(input.value)
  } finally {
    found.hasRun = true
    shorten(found.ast, input)
  }
}

globalThis.celCheck = (source, variables) => {
  try {
    const closed = new Environment(OPTIONS)
    for (const name of JSON.parse(variables)) closed.registerVariable(name, 'dyn')
    const { valid, error } = closed.check(source)
    return valid ? 'v' + JSON.stringify(references(program(source).ast)) : errorAnswer(error, source, 'parse')
  } catch (error) {
    return errorAnswer(error, source, 'parse')
  }
}

globalThis.celReferences = (source) => {
  try {
    return 'v' + JSON.stringify(references(program(source).ast))
  } catch (error) {
    return errorAnswer(error, source, 'parse')
  }
}

globalThis.celInput = (text) => {
  try {
    input.value = JSON.parse(text)
    return 'vnull'
  } catch (error) {
    return errorAnswer(error, '', 'run')
  }
}

globalThis.celEvaluate = (source) => {
  let parsed
  try {
    parsed = program(source)
  } catch (error) {
    return errorAnswer(error, source, 'parse')
  }
  try {
    return valueAnswer(run(parsed))
  } catch (error) {
    return errorAnswer(error, source, 'run')
  }
}

// Many programs over the same input: a JSON list of sources, answered by a line each. No answer holds a line break.
globalThis.celEvaluateAll = (list) => {
  let sources = lists.get(list)
  if (!sources) {
    sources = JSON.parse(list)
    if (lists.size >= KEPT_LISTS) lists.clear()
    lists.set(list, sources)
  }
  return sources.map(celEvaluate).join('\n')
}
