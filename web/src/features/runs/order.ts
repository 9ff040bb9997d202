import type { RunNode } from "./runs.queries";

/** Nodes as they are worked on: each after what it needs, and otherwise as the server lists them. */
export function inOrder(nodes: readonly RunNode[]): RunNode[] {
  const keys = new Set(nodes.map((node) => node.key));
  const placed = new Set<string>();
  const ordered: RunNode[] = [];
  let waiting = [...nodes];
  while (waiting.length > 0) {
    const next = waiting.find((node) => node.needs.every((key) => placed.has(key) || !keys.has(key))) ?? waiting[0];
    if (next === undefined) break;
    ordered.push(next);
    placed.add(next.key);
    waiting = waiting.filter((node) => node !== next);
  }
  return ordered;
}
