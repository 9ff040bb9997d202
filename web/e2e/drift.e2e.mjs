// What lies underneath: what a deployment stands on, what drifted and is set right, which runtime serves, which tools are there.
import assert from "node:assert/strict";
import { journey } from "./rig.mjs";

await journey("drift", { demo: true }, async ({ page, rig, server }) => {
  const name = server.demo.component;
  const { items } = await server.request("GET", `/api/v1/deployments?component=${name}`);
  const deployment = items.find(({ state }) => state === "succeeded");

  await rig.signIn({ at: `/deployments/${deployment.id}` });
  await rig.step("the graph of the deployment stands, and as a list beside", async () => {
    await page.getByRole("region", { name: "Graph of the deployment" }).waitFor();
    const list = page.getByRole("list", { name: "What it stands on, as a list" });
    await list.getByRole("link", { name: "postgres", exact: true }).waitFor();
    await list.getByText("the workload").waitFor();
  });
  await rig.look("graph");

  await rig.step("nothing drifted, and a look now says so", async () => {
    await page.goto(new URL("/resources/drift", page.url()).href);
    await page.getByRole("button", { name: `Check now: ${name} in development` }).click();
    await page.getByText(/Looked just now: as it was applied/).waitFor();
  });
  await rig.look("well");

  await rig.step("a runtime is chosen for a type of environment", async () => {
    await page.goto(new URL("/settings/runtimes", page.url()).href);
    const choice = page.getByRole("combobox", { name: "Runtime of ephemeral" });
    await choice.selectOption("podman");
    await page.getByText(/set by admin/).waitFor();
    const rules = await server.request("GET", "/api/v1/runtime-rules");
    assert.equal(rules.items.find(({ environmentType }) => environmentType === "ephemeral").runtime, "podman");
  });
  await rig.look("runtimes");

  await rig.step("tools are there, or say what to install", async () => {
    await page.goto(new URL("/settings/tools", page.url()).href);
    await page.getByText("terraform", { exact: true }).first().waitFor();
  });
  await rig.look("tools");
});
