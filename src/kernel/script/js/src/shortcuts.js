// Makes a program that has run once quick for what conditions mostly are: members of the input compared with constants.
// Each node gets an `evaluate` that answers the plain case by itself and leaves every other case, errors included, to the
// library's own, so that the meaning stays the library's. Inputs are what JSON.parse made: plain objects, arrays, scalars.

const hasOwn = Object.hasOwn

const isPlain = (value) => typeof value === 'object' && value !== null && value.constructor === Object

// What a name or member may be handed on as without a further look: the library knows the type of all these.
function isKnown(value) {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return true
    case 'object':
      return value === null || value.constructor === Object || value.constructor === Array
  }
  return false
}

const COMPARISONS = {
  '==': { string: (l, r) => l === r, boolean: (l, r) => l === r, number: (l, r) => l === r },
  '!=': { string: (l, r) => l !== r, boolean: (l, r) => l !== r, number: (l, r) => l !== r },
  '<': { number: (l, r) => l < r },
  '<=': { number: (l, r) => l <= r },
  '>': { number: (l, r) => l > r },
  '>=': { number: (l, r) => l >= r }
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
  // An element of the list that a macro goes through, mostly.
  const name = left.op === 'id' ? left.args : undefined
  node.evaluate = (ev, ast, ctx) => {
    const from = name !== undefined && ctx.iterVar === name ? ctx.iterValue : left.evaluate(ev, left, ctx)
    if (isPlain(from) && hasOwn(from, right)) {
      const value = from[right]
      if (isKnown(value)) return value
    }
    return handle(from, right, ast, ev)
  }
}

function shortenChain(node, keys, input) {
  const { evaluate } = node.meta
  node.evaluate = (ev, ast, ctx) => {
    let value = input()
    for (const key of keys) {
      if (!isPlain(value) || !hasOwn(value, key)) return evaluate(ev, ast, ctx)
      value = value[key]
    }
    return isKnown(value) ? value : evaluate(ev, ast, ctx)
  }
}

function shortenComparison(node) {
  const { handle, left, right } = node
  const plain = COMPARISONS[node.op]
  if (right.op === 'value' && plain[typeof right.args]) {
    const constant = right.args
    const type = typeof constant
    const compare = plain[type]
    node.evaluate = (ev, ast, ctx) => {
      const value = left.evaluate(ev, left, ctx)
      return typeof value === type ? compare(value, constant) : handle(value, constant, ast, ev)
    }
    return
  }
  node.evaluate = (ev, ast, ctx) => {
    const l = left.evaluate(ev, left, ctx)
    const r = right.evaluate(ev, right, ctx)
    const compare = plain[typeof l]
    return compare && typeof l === typeof r ? compare(l, r) : handle(l, r, ast, ev)
  }
}

// `all` and `exists` ask predicate ? true : false for each element.
function shortenChoice(node) {
  const { handle, condition, left, right } = node
  if (left.op !== 'value' || right.op !== 'value') return
  const yes = left.args
  const no = right.args
  node.evaluate = (ev, ast, ctx) => {
    const answer = condition.evaluate(ev, condition, ctx)
    return answer === true ? yes : answer === false ? no : handle(answer, ev, ast, ctx)
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

// The context of a macro's body, with the next element in it.
function withElement(ctx, element, ev) {
  if (isKnown(element)) ctx.iterValue = element
  else ctx.setIterValue(element, ev)
  return ctx
}

// all(...) ends with the first false, exists(...) with the first true; an error counts only where nothing ended it.
function shortenQuantifier(node) {
  const { handle } = node
  const { iterable, iterCtx, step, init } = node.args
  const end = !init.args
  node.evaluate = (ev, ast, ctx) => {
    const elements = iterable.evaluate(ev, iterable, ctx)
    if (!Array.isArray(elements)) return handle(elements, ast.args, ev, ctx)
    const inner = iterCtx.reuse(ctx)
    let failure
    for (let i = 0; i < elements.length; ++i) {
      try {
        if (step.evaluate(ev, step, withElement(inner, elements[i], ev)) === end) return end
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
      const answer = condition.evaluate(ev, condition, withElement(inner, elements[i], ev))
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
  else if (COMPARISONS[node.op] && node.handle) shortenComparison(node)
  else if (node.op === '?:') shortenChoice(node)
  else if (node.op === '&&' || node.op === '||') shortenLogical(node)
}

// `input` gives the object that the free variables are members of.
export function shorten(ast, input) {
  if (ast.checkedType) walk(ast, new Set(), input)
}
