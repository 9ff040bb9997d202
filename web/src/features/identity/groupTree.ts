import type { Group } from "./settings.queries";

/** A group with the groups that are members of it. */
export interface GroupNode {
  group: Group;
  below: GroupNode[];
}

/** Groups as a tree: what is in no other group stands at the top. A group in two others stands below both. */
export function treeOf(groups: readonly Group[]): GroupNode[] {
  const known = new Map(groups.map((group) => [group.ref, group]));
  const inside = new Set(groups.flatMap((group) => group.members).filter((member) => known.has(member)));
  function nodeOf(group: Group, above: ReadonlySet<string>): GroupNode {
    const path = new Set([...above, group.ref]);
    const below = group.members
      // The server lets no circle in; should one be there, it is cut.
      .filter((member) => !path.has(member))
      .map((member) => known.get(member))
      .filter((member) => member !== undefined);
    return { group, below: below.map((member) => nodeOf(member, path)) };
  }
  return groups.filter((group) => !inside.has(group.ref)).map((group) => nodeOf(group, new Set()));
}
