// One component in several environments beside each other: which runtime runs it in each, and what made the things it
// stands on. On the server that TOWPATH_E2E_URL names, else on one of its own with the demo.
import assert from "node:assert/strict";
import { journey } from "./rig.mjs";

const addresses = new Set(["dns", "route"]);

await journey("side-by-side", { demo: process.env.TOWPATH_E2E_URL === undefined }, async ({ page, rig, server }) => {
  const { items } = await server.request("GET", "/api/v1/environment-matrix");
  const row = items.find(({ environments }) => environments.some(({ runtime }) => runtime !== ""));
  assert.ok(row, "nothing runs on this server");
  const places = row.environments.filter(({ release }) => release !== "");
  await rig.signIn({ at: "/environments" });

  await rig.step(`${places.length} environments say version, state, runtime and what is underneath`, async () => {
    for (const { name, release, state, runtime, resources } of places) {
      const cell = page.getByRole("group", { name: `${row.component} in ${name}`, exact: true });
      await cell.getByRole("button", { name: `${release} of ${row.component} in ${name}: compare` }).waitFor();
      await cell.getByText(`${state} with ${runtime}`, { exact: true }).waitFor();
      const parts = cell.getByRole("list", { name: `What ${row.component} in ${name} stands on` });
      const said = (await parts.getByRole("listitem").allTextContents()).toSorted();
      const made = resources.filter(({ driver }) => !addresses.has(driver));
      assert.deepEqual(said, made.map((part) => `${part.name} ${part.driver}`).toSorted());
      console.log(`   ${name}: ${release} ${state} with ${runtime}; ${said.join(", ")}`);
    }
  });
  await rig.look("environments");
});
