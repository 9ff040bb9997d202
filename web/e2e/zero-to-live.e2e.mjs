// From an empty server to a service that answers: at most five clicks after the sign-in, at most a minute. Then again
// without a mouse.
import assert from "node:assert/strict";
import { journey } from "./rig.mjs";

const limit = 60_000;

/** Waits until the component answers at its address; the address. */
async function live(server, component) {
  const begun = performance.now();
  for (;;) {
    const matrix = await server.request("GET", "/api/v1/environment-matrix");
    const row = matrix.items.find((item) => item.component === component);
    const [place] = row?.environments ?? [];
    if (place?.state === "running" && place.health === "healthy") return place.url;
    assert.ok(performance.now() - begun < 4 * limit, `${component} did not come to life`);
    // The stream says when something happened; the matrix says what is now.
    await server.request("GET", "/api/v1/runs?limit=1");
  }
}

await journey("zero-to-live", {}, async ({ page, rig, server }) => {
  await server.request("POST", "/api/v1/groups", { name: "shop" });
  await server.request("POST", "/api/v1/groups/shop/members", { member: "user:default/admin" });
  await rig.signIn({ at: "/catalog" });
  rig.resetCounts();

  await rig.step(
    "a service is created and answers",
    async () => {
      await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Create" }).click();
      await page.getByRole("link", { name: "Node service" }).click();
      await page.getByLabel(/^Name/).pressSequentially("first-shop");
      await page.getByRole("button", { name: "Review" }).click();
      await page.getByRole("heading", { name: "Review" }).waitFor();
      await page.getByRole("button", { name: "Create", exact: true }).click();
      await page.waitForURL("**/runs/*");
      const url = await live(server, "first-shop");
      assert.match(url, /first-shop/);
    },
    { within: 2 * limit },
  );
  const { clicks } = await rig.counts();
  console.log(`   ${clicks} clicks`);
  assert.ok(clicks <= 5, `${clicks} clicks are too many`);

  await rig.step("Create and its form look well", async () => {
    await page.goto(`${server.url}/create`);
    await page.getByText(/100 % of 1 succeeded/).waitFor();
    await rig.look("create");
    await page.getByRole("link", { name: "Node service" }).click();
    await page.getByLabel(/^Name/).pressSequentially("second-shop");
    await page.getByRole("region", { name: "Preview" }).getByText("# second-shop").first().waitFor();
    await rig.look("form");
  });

  await rig.byKeyboard("from the catalog to the run", async () => {
    await page.goto(`${server.url}/catalog`);
    await page.getByRole("navigation", { name: "Main" }).waitFor();
    await page.keyboard.press("g");
    await page.keyboard.press("n");
    await rig.tabTo(page.getByRole("link", { name: "Node service" }));
    await page.keyboard.press("Enter");
    // The draft of before is still there, and its field has the focus.
    await page.waitForFunction(() => document.activeElement?.value === "second-shop");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Review" }).waitFor();
    await rig.tabTo(page.getByRole("button", { name: "Create", exact: true }));
    await page.keyboard.press("Enter");
    await page.waitForURL("**/runs/*");
  });
});
