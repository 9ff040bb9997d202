// Two browsers side by side see the same change within a second, and a server that restarts under an open page is seen to
// be away and comes back by itself.
import { journey } from "./rig.mjs";

function component(name, description) {
  return {
    document: JSON.stringify({
      apiVersion: "backstage.io/v1alpha1",
      kind: "Component",
      metadata: { name, description },
      spec: { type: "service", lifecycle: "production", owner: "user:default/admin" },
    }),
  };
}

// While the server is away the browser says so itself; that is what is looked at.
const quiet = [/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_RESET/];

await journey("live", { quiet }, async ({ page, rig, server, open }) => {
  const other = await open();
  const pages = [page, other.page];
  const words = (text) => pages.map((each) => each.getByText(text, { exact: true }).first().waitFor());
  const isLive = () => pages.map((each) => each.locator('.live[data-status="live"]').waitFor({ state: "attached" }));

  await server.request("POST", "/api/v1/entities", component("kettle", "Boils water."));
  await rig.signIn({ at: "/catalog" });
  await other.signIn({ at: "/catalog" });
  await Promise.all(words("kettle"));
  await Promise.all(isLive());

  // The second try counts: the first also compiles what it needs.
  await server.request("POST", "/api/v1/entities", component("teapot", "Keeps tea."));
  await Promise.all(words("teapot"));
  await rig.step(
    "two browsers see a change",
    async () => {
      await server.request("POST", "/api/v1/entities", component("saucer", "Holds a cup."));
      await Promise.all(words("saucer"));
    },
    { within: 10_000 },
  );

  await rig.step("the server away is said in the top bar", async () => {
    await server.stop("SIGKILL");
    await Promise.all(pages.map((each) => each.getByText("Server away, reconnecting").waitFor()));
  });
  await rig.keep("away");
  await rig.step("the server is back, and the pages with it", async () => {
    await server.start();
    await Promise.all(isLive());
  });
  await rig.step("what changes then is seen", async () => {
    await server.request("POST", "/api/v1/entities", component("spoon", "Stirs."));
    await Promise.all(words("spoon"));
  });
});
