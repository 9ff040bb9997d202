// Two browsers side by side see the same change within a second, on SQLite and on PostgreSQL, and a server that restarts
// under an open page is seen to be away and comes back by itself.
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

const changes = 9;

/** In the page, looked at in every frame: what Playwright's own waiting sees is up to half a second late. */
function isThere(name) {
  return document.querySelector(`.row-link[href$="/${name}"]`) !== null;
}

async function walk({ page, rig, server, open }) {
  const other = await open();
  const pages = [page, other.page];
  const words = (text) => pages.map((each) => each.getByText(text, { exact: true }).first().waitFor());
  const isLive = () => pages.map((each) => each.locator('.live[data-status="live"]').waitFor({ state: "attached" }));

  await server.request("POST", "/api/v1/entities", component("kettle", "Boils water."));
  await rig.signIn({ at: "/catalog" });
  await other.signIn({ at: "/catalog" });
  await Promise.all(words("kettle"));
  await Promise.all(isLive());

  await rig.step("two browsers see changes, each right after the one before", async () => {
    const times = [];
    for (let index = 0; index < changes; index++) {
      const name = `saucer-${index}`;
      const seen = pages.map((each) => each.waitForFunction(isThere, name));
      const begun = performance.now();
      await server.request("POST", "/api/v1/entities", component(name, "Holds a cup."));
      await Promise.all(seen);
      times.push(Math.round(performance.now() - begun));
    }
    const sorted = times.toSorted((a, b) => a - b);
    console.log(`   median ${sorted[Math.floor(changes / 2)]} ms, most ${sorted.at(-1)} ms: ${times.join(", ")}`);
  });

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
}

await journey("live", { quiet }, walk);
await journey("live-postgres", { quiet, postgres: true }, walk);
