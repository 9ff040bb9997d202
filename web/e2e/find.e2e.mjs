// Among 10,000 components: one that is one's own in four keys, one that was visited in four, any other in Ctrl K and at
// most six letters; all by keyboard.
import assert from "node:assert/strict";
import { journey } from "./rig.mjs";

const words = (text) => text.trim().split(/\s+/);
const domains = words(`payments payouts catalog checkout orders returns invoices ledger loyalty pricing tax shipping
  stock search reviews identity sessions consent profiles mail alerts reports exports imports risk fraud coupons gifts
  carts media images video maps routes fleet drivers offers bids rates quotes claims terms leads deals`);
const roles = words(`api worker web gateway store sync index proxy rules etl model batch stream portal bff cron sdk
  admin cache relay`);
const places = ["", "-eu", "-us", "-asia", "-test", "-legacy", "-v2", "-core", "-lab", "-night", "-mobile", "-kiosk"];
const names = domains
  .flatMap((domain) => roles.flatMap((role) => places.map((place) => `${domain}-${role}${place}`)))
  .slice(0, 9_999);

function descriptor(name, owner) {
  return JSON.stringify({
    apiVersion: "backstage.io/v1alpha1",
    kind: "Component",
    metadata: { name, description: `The ${name.replaceAll("-", " ")}.` },
    spec: { type: "service", lifecycle: "production", owner },
  });
}

await journey("find", {}, async ({ page, rig, server }) => {
  await rig.step("10,000 components are registered", async () => {
    await server.request("POST", "/api/v1/entities", { document: descriptor("kettle", "user:default/admin") });
    for (let from = 0; from < names.length; from += 500) {
      const document = names
        .slice(from, from + 500)
        .map((name) => descriptor(name, "group:default/platform"))
        .join("\n---\n");
      await server.request("POST", "/api/v1/entities", { document });
    }
  });
  const answer = JSON.stringify(await server.request("GET", "/api/v1/entity-names"));
  console.log(`   all names are ${Math.round(answer.length / 1000)} kB`);

  await rig.signIn();
  await page.getByRole("article", { name: "kettle" }).waitFor();
  // The names are read ahead of the first question.
  await page.waitForFunction(() =>
    performance.getEntriesByType("resource").some(({ name }) => name.endsWith("/api/v1/entity-names")),
  );
  const open = page.getByRole("combobox", { name: "Search or jump to" });
  const at = (name) => page.waitForURL(`**/catalog/component/default/${name}`);

  rig.resetCounts();
  await rig.step("one's own is found by Ctrl K, a letter and Enter", async () => {
    await page.keyboard.press("Control+k");
    await open.waitFor();
    await page.keyboard.press("k");
    await page.getByRole("option", { name: /kettle/, selected: true }).waitFor();
    await page.keyboard.press("Enter");
    await at("kettle");
  });
  const own = await rig.counts();
  assert.ok(own.keys <= 4 && own.clicks === 0, `${own.keys} keys and ${own.clicks} clicks`);
  await page.getByRole("heading", { level: 1, name: "kettle" }).waitFor();
  console.log(`   ${own.keys} keys to a component and its owner`);

  await rig.step("any other is in sight after six letters", async () => {
    for (const [name, typed] of [
      ["loyalty-rules-legacy", "lorleg"],
      ["payouts-gateway-us", "payogu"],
      ["maps-api", "mapap"],
    ]) {
      await page.keyboard.press("Control+k");
      await open.waitFor();
      await page.keyboard.type(typed);
      await page
        .getByRole("option", { name: new RegExp(`^${name}\\b(?!-)`) })
        .first()
        .waitFor();
      const milliseconds = await page.evaluate(async () => {
        const field = document.querySelector('input[role="combobox"]');
        const list = document.querySelector('[role="listbox"]');
        const changed = new Promise((resolve) => {
          new MutationObserver((_, observer) => {
            observer.disconnect();
            resolve(performance.now());
          }).observe(list, { childList: true, subtree: true, characterData: true, attributes: true });
        });
        const begun = performance.now();
        const set = Object.getOwnPropertyDescriptor(window.HTMLInputElement.prototype, "value").set;
        set.call(field, field.value.slice(0, 2));
        field.dispatchEvent(new window.Event("input", { bubbles: true }));
        return (await changed) - begun;
      });
      console.log(`   ${typed} finds ${name}; two letters are answered in ${milliseconds.toFixed(0)} ms`);
      await page.keyboard.press("Escape");
      await open.waitFor({ state: "hidden" });
    }
  });

  await rig.step("what was visited is first", async () => {
    await page.keyboard.press("Control+k");
    await open.waitFor();
    await page.keyboard.type("mapap");
    await page.getByRole("option", { name: /^maps-api/, selected: true }).waitFor();
    await page.keyboard.press("Enter");
    await at("maps-api");
    await page.goto(`${server.url}/runs`);
    await page.getByRole("heading", { level: 1, name: "Runs" }).waitFor();
    rig.resetCounts();
    await page.keyboard.press("Control+k");
    await page.getByRole("option", { name: /^maps-api/, selected: true }).waitFor();
    await page.keyboard.press("Enter");
    await at("maps-api");
  });
  const visited = await rig.counts();
  assert.ok(visited.keys <= 4, `${visited.keys} keys`);
});
