// Makes a program that has run once quick for what conditions mostly are: members of the input compared with constants.
// Each node gets an `evaluate` that answers the plain case by itself and leaves every other case, errors included, to the
// library's own, so that the meaning stays the library's. Inputs are what JSON.parse made: plain objects, arrays, scalars.

// Calls are what costs most in the engine, so the tests of the plain case stand in place.

// A value of the input whose members can be read as they are. An object that has a member "constructor" is not one.
// What the library does with a value of any other kind is its own.
function isKnown(value) {
  return value === null || value.constructor === Object || value.constructor === Array
}

// Every object has these; whether the input's has one of its own is for the library to find out.
const isInherited = (key) => key in Object.prototype

const ORDERS = {
  '<': (l, r) => l < r,
  '<=': (l, r) => l <= r,
  '>': (l, r) => l > r,
  '>=': (l, r) => l >= r
}

// The keys of a chain such as environment.owner.name, or undefined.
function chain(node, bound) {
  const keys = []
  for (; node.op === '.' && !node.meta.alternate; node = node.args[0]) keys.unshift(node.args[1])
  if (node.op !== 'id' || node.meta.alternate || bound.has(node.args)) return undefined
  return [node.args, ...keys]
}

function shortenMember(node) {
  const { handle, left, right } = node
  if (isInherited(right)) return
  // An element of the list that a macro goes through, mostly.
  const name = left.op === 'id' ? left.args : undefined
  node.evaluate = (ev, ast, ctx) => {
    const from = name !== undefined && ctx.iterVar === name ? ctx.iterValue : left.evaluate(ev, left, ctx)
    if (typeof from === 'object' && from !== null && from.constructor === Object) {
      const value = from[right]
      if (typeof value === 'object' ? isKnown(value) : value !== undefined) return value
    }
    return handle(from, right, ast, ev)
  }
}

function shortenChain(node, keys, input) {
  const { evaluate } = node.meta
  if (keys.some(isInherited)) return
  node.evaluate = (ev, ast, ctx) => {
    let value = input.value
    for (let i = 0; i < keys.length; ++i) {
      if (typeof value !== 'object' || value === null || value.constructor !== Object) return evaluate(ev, ast, ctx)
      value = value[keys[i]]
    }
    return (typeof value === 'object' ? isKnown(value) : value !== undefined) ? value : evaluate(ev, ast, ctx)
  }
}

function shortenEquality(node) {
  const { handle, left, right } = node
  const equal = node.op === '=='
  if (right.op === 'value') {
    const constant = right.args
    const type = typeof constant
    if (type !== 'string' && type !== 'boolean' && type !== 'number') return
    node.evaluate = (ev, ast, ctx) => {
      const value = left.evaluate(ev, left, ctx)
      return typeof value === type ? (value === constant) === equal : handle(value, constant, ast, ev)
    }
    return
  }
  node.evaluate = (ev, ast, ctx) => {
    const l = left.evaluate(ev, left, ctx)
    const r = right.evaluate(ev, right, ctx)
    const type = typeof l
    const isPlain = type === typeof r && (type === 'string' || type === 'boolean' || type === 'number')
    return isPlain ? (l === r) === equal : handle(l, r, ast, ev)
  }
}

function shortenOrder(node) {
  const { handle, left, right } = node
  const compare = ORDERS[node.op]
  node.evaluate = (ev, ast, ctx) => {
    const l = left.evaluate(ev, left, ctx)
    const r = right.evaluate(ev, right, ctx)
    return typeof l === 'number' && typeof r === 'number' ? compare(l, r) : handle(l, r, ast, ev)
  }
}

function shortenLogical(node) {
  const { left, right } = node
  const { evaluate } = node.meta
  const decided = node.op === '||'
  node.evaluate = (ev, ast, ctx) => {
    let answer, failure
    try {
      answer = left.evaluate(ev, left, ctx)
    } catch (error) {
      failure = error
    }
    if (answer === decided) return decided
    if (!failure && answer !== !decided) return evaluate(ev, ast, ctx)
    const other = right.evaluate(ev, right, ctx)
    if (typeof other !== 'boolean') return evaluate(ev, ast, ctx)
    // An error of one side counts only where the other did not decide.
    if (failure && other !== decided) throw failure
    return other
  }
}

// Puts the next element into the context of a macro's body.
function enter(ctx, element, ev) {
  if (typeof element !== 'object' || isKnown(element)) ctx.iterValue = element
  else ctx.setIterValue(element, ev)
}

// all(...) ends with the first false, exists(...) with the first true; an error counts only where nothing ended it.
function shortenQuantifier(node) {
  const { handle } = node
  const { iterable, iterCtx, step, init } = node.args
  const { condition } = step
  const end = !init.args
  node.evaluate = (ev, ast, ctx) => {
    const elements = iterable.evaluate(ev, iterable, ctx)
    if (!Array.isArray(elements)) return handle(elements, ast.args, ev, ctx)
    const inner = iterCtx.reuse(ctx)
    let failure
    for (let i = 0; i < elements.length; ++i) {
      try {
        enter(inner, elements[i], ev)
        const answer = condition.evaluate(ev, condition, inner)
        if (answer === end) return end
        if (answer !== !end) step.handle(answer, ev, step, inner)
      } catch (error) {
        failure ??= error
      }
    }
    if (failure) throw failure
    return !end
  }
}

function shortenFilter(node) {
  const { handle } = node
  const { iterable, iterCtx, step } = node.args
  const { condition } = step
  node.evaluate = (ev, ast, ctx) => {
    const elements = iterable.evaluate(ev, iterable, ctx)
    if (!Array.isArray(elements)) return handle(elements, ast.args, ev, ctx)
    const inner = iterCtx.reuse(ctx)
    const kept = []
    for (let i = 0; i < elements.length; ++i) {
      enter(inner, elements[i], ev)
      const answer = condition.evaluate(ev, condition, inner)
      if (answer === true) kept.push(elements[i])
      else if (answer !== false) return step.handle(answer, ev, step, inner)
    }
    return kept
  }
}

function shortenComprehension(node) {
  const { kind, step, iterVarName } = node.args
  if (node.maybeAsync || step.op !== '?:' || !node.handle) return
  const { left, right } = step
  if (kind === 'quantifier') {
    if (left.op === 'value' && left.args === true && right.op === 'value' && right.args === false && !node.args.errorsAreFatal) shortenQuantifier(node)
  } else if (left.op === 'accuPush' && left.args.op === 'id' && left.args.args === iterVarName && right.op === 'accuValue') {
    shortenFilter(node)
  }
}

function walk(node, bound, input) {
  if (Array.isArray(node)) {
    for (const each of node) walk(each, bound, input)
    return
  }
  if (node === null || typeof node !== 'object' || node.op === undefined) return
  if (node.meta.alternate) return walk(node.meta.alternate, bound, input)
  if (node.meta.macro) return
  if (node.op === 'comprehension') {
    walk(node.args.iterable, bound, input)
    walk(node.args.step, new Set(bound).add(node.args.iterVarName), input)
    shortenComprehension(node)
    return
  }
  const keys = node.op === 'id' || node.op === '.' ? chain(node, bound) : undefined
  if (keys) {
    shortenChain(node, keys, input)
    return
  }
  if (node.op === 'value' || node.op === 'id') return
  walk(node.op === '.' ? node.args[0] : node.args, bound, input)
  if (node.maybeAsync || !node.checkedType) return
  if (node.op === '.' && node.handle) shortenMember(node)
  else if (node.op === '==' || node.op === '!=') shortenEquality(node)
  else if (ORDERS[node.op]) shortenOrder(node)
  else if (node.op === '&&' || node.op === '||') shortenLogical(node)
}

// `input.value` is the object that the free variables are members of.
export function shorten(ast, input) {
  if (ast.checkedType) walk(ast, new Set(), input)
}
