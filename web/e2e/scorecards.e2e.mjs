// A bar is raised from the heat map in few clicks, the owner pushes what is missing, and the campaign ends by itself.
import assert from "node:assert/strict";
import { withClone } from "./git.mjs";
import { journey } from "./rig.mjs";

const descriptor = (description) => `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: kettle${description}
spec:
  type: service
  lifecycle: production
  owner: group:default/teapots
`;

await journey("scorecards", {}, async ({ page, rig, server, open }) => {
  await server.request("POST", "/api/v1/users", { name: "tina", displayName: "Tina" });
  await server.request("POST", "/api/v1/groups", {
    name: "teapots",
    displayName: "Teapots",
    members: ["user:default/tina"],
  });
  await server.request("POST", "/api/v1/repositories", { name: "kettle", owner: "group:default/teapots" });
  const push = (text) =>
    withClone(server, "kettle", async (clone) => {
      clone.write("catalog-info.yaml", text);
      await clone.push("Say what it is");
    });
  await push(descriptor(""));

  await rig.signIn({ at: "/scorecards" });
  await rig.step("the heat map shows what is missing, with words beside the colours", async () => {
    await page.getByRole("link", { name: "Production readiness" }).click();
    await page.getByRole("button", { name: "kettle: fails" }).first().waitFor();
    await rig.look("heat-map");
  });
  await rig.byKeyboard("the arrow keys move in it and Enter opens a check", async () => {
    const heading = page.getByRole("button", { name: /^A team owns it/ });
    await heading.focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: "It says what it is for" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });

  rig.resetCounts();
  await rig.step("a bar is raised from a column", async () => {
    await page.getByRole("button", { name: /^It says what it is for bronze/ }).click();
    await rig.look("check");
    await page.getByRole("button", { name: "Start a campaign" }).click();
    const dialog = page.getByRole("dialog", { name: "Start a campaign" });
    await rig.look("campaign-form");
    await dialog.getByRole("button", { name: "Start and tell owners" }).click();
    await dialog.waitFor({ state: "detached" });
  });
  const { clicks } = await rig.counts();
  console.log(`   ${clicks} clicks to raise a bar`);
  assert.ok(clicks <= 6, `${clicks} clicks to raise a bar`);

  await rig.step("the campaign shows how far everybody is", async () => {
    await page.goto(`${server.url}/campaigns`);
    await page.getByRole("link", { name: "It says what it is for" }).click();
    await page.getByText("0 of 1 meets it").first().waitFor();
    await rig.look("campaign");
  });

  const owner = await open();
  await owner.signIn({ user: "tina", at: "/" });
  await owner.step("the owner is told, and finds how to fix it on the component", async () => {
    await owner.page.getByRole("button", { name: /^For you: 1 unread/ }).click();
    await owner.page.getByText(/1 of 1 that you own does not meet it yet/).waitFor();
    await owner.page.goto(`${server.url}/catalog/component/default/kettle?tab=standards`);
    const standing = owner.page.getByRole("region", { name: "Production readiness" });
    await standing.getByText("It says what it is for").waitFor();
    await owner.look("standards");
  });

  await rig.step("the owner pushes it, and the campaign moves and is done, without a reload", async () => {
    await push(descriptor("\n  description: Boils water for everybody who wants tea."));
    await page.getByText("1 of 1 meets it").first().waitFor();
    await page.getByRole("heading", { name: "Done" }).waitFor();
    await rig.look("done");
  });
  await owner.step("the component's history says what became different", async () => {
    await owner.page.getByRole("region", { name: "History" }).getByText("fails → passes").waitFor();
  });

  const { items } = await server.request("GET", "/api/v1/campaigns");
  assert.equal(items[0].state, "done");
  assert.ok(!JSON.stringify(items).includes("user:"), "a campaign names a person");
});
