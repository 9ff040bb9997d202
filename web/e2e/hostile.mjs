// Names that a page must show as text: markup, right-to-left, very long, emoji.
export const hostile = {
  markup: '<img src=x onerror="document.title=1"><script>window.broken=1</script>',
  rightToLeft: "\u202Eshop\u202C خدمة المدفوعات",
  long: "W".repeat(200),
  emoji: "🚀 pay 👩🏽‍💻",
};

/** Registers one component for each, with the text as its title and description. Answers their names. */
export async function registerHostile(server) {
  const names = [];
  for (const [kind, text] of Object.entries(hostile)) {
    const name = `hostile-${kind.toLowerCase()}`;
    names.push(name);
    await server.request("POST", "/api/v1/entities", {
      document: JSON.stringify({
        apiVersion: "backstage.io/v1alpha1",
        kind: "Component",
        metadata: { name, title: text, description: text, links: [{ url: "https://example.com/", title: text }] },
        spec: { type: "service", lifecycle: "production", owner: "user:default/admin" },
      }),
    });
  }
  return names;
}
