interface ListPage<Item> {
  items: Item[];
  next: string | null;
}

/** A whole list, read page by page: for what needs all of it, as a tree or a choice does. */
export async function everyPage<Item>(
  read: (after: { after?: string }) => Promise<ListPage<Item>>,
): Promise<{ items: Item[] }> {
  const items: Item[] = [];
  for (let after = {}; ;) {
    const page = await read(after);
    items.push(...page.items);
    if (page.next === null) return { items };
    after = { after: page.next };
  }
}
