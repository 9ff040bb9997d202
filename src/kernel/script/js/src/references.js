// Which members of the input a program reads: the longest chains of fixed members from a free variable, as JSON Pointers.

const BINDING_MACROS = new Set(['all', 'exists', 'exists_one', 'map', 'filter'])

const escaped = (key) => key.replaceAll('~', '~0').replaceAll('/', '~1')

// The chain as keys, or undefined when it does not start at a free variable or a key is computed.
function chain(node, bound) {
  if (node.op === 'id') return bound.has(node.args) ? undefined : [node.args]
  if (node.op === '.') {
    const base = chain(node.args[0], bound)
    return base && [...base, node.args[1]]
  }
  if (node.op === '[]' && node.args[1].op === 'value') {
    const key = node.args[1].args
    if (typeof key !== 'string' && typeof key !== 'bigint') return undefined
    const base = chain(node.args[0], bound)
    return base && [...base, String(key)]
  }
  return undefined
}

function walk(node, bound, found) {
  if (Array.isArray(node)) {
    for (const each of node) walk(each, bound, found)
    return
  }
  if (node === null || typeof node !== 'object' || node.op === undefined) return
  const keys = chain(node, bound)
  if (keys) {
    found.add(keys.map((key) => '/' + escaped(key)).join(''))
    return
  }
  if (node.op === 'value' || node.op === 'id') return
  if (node.op === 'rcall') {
    const [name, receiver, args] = node.args
    const binds = name === 'bind' && receiver.op === 'id' && receiver.args === 'cel'
    if (!binds) walk(receiver, bound, found)
    if ((binds || BINDING_MACROS.has(name)) && args[0]?.op === 'id') {
      const inner = new Set(bound).add(args[0].args)
      if (binds) walk(args[1], bound, found)
      walk(args.slice(binds ? 2 : 1), inner, found)
    } else {
      walk(args, bound, found)
    }
    return
  }
  if (node.op === '.') {
    walk(node.args[0], bound, found)
    return
  }
  walk(node.args, bound, found)
}

export function references(ast) {
  const found = new Set()
  walk(ast, new Set(), found)
  return [...found].sort()
}
