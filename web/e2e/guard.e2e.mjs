// A hard policy blocks a promotion, says why, and is waived by a second person; when the waiver's time is over, it blocks
// again. The server's clock is moved for that: this is a server for tests (--test-clock).
import assert from "node:assert/strict";
import { journey } from "./rig.mjs";

const mostClicks = 4;

const options = { demo: true, environment: { TOWPATH_TEST_CLOCK: "true" }, quiet: [/403/] };

await journey("guard", options, async ({ page, rig, server, open }) => {
  const { component } = server.demo;
  await server.cli("promote", component, "development", "staging");

  await server.cli("group", "create", "platform");
  await server.cli("user", "create", "petra", "--role", "platform");
  await server.cli("group", "add", "platform", "petra");
  const policy = `apiVersion: towpath.dev/v1alpha1
kind: Policy
metadata: { name: runbook-present, title: Production has a runbook }
spec:
  owner: platform
  gates: [promote]
  match: { environmentTypes: [production] }
  condition: "'towpath.dev/runbook' in entity.annotations"
  mode: hard
  message: \${{ subject.name }} has no runbook.
  hint: Add the annotation towpath.dev/runbook to catalog-info.yaml
`;
  await server.request("POST", "/api/v1/entities", { document: policy, fileName: "runbook.yaml" });

  const second = await open();
  await rig.signIn({ at: "/environments" });
  await second.signIn({ user: "petra", at: "/" });

  await rig.step("a hard policy blocks the promotion, and says what to do", async () => {
    await promote();
    await page.getByRole("alert").getByText(`${component} has no runbook.`).first().waitFor();
    await rig.look("blocked");
  });
  await rig.step("why: what each policy came to, and from what", async () => {
    await page.getByRole("alert").getByRole("link", { name: "Why?" }).click();
    await page.getByRole("article", { name: "Production has a runbook" }).getByText("Not met").waitFor();
    await page.getByText("Stopped").first().waitFor();
    await rig.look("why");
  });

  rig.resetCounts();
  second.resetCounts();
  await rig.step("a waiver is asked for", async () => {
    await page.getByRole("button", { name: "Request a waiver" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Why" }).fill("The sale begins tonight <b>!</b>");
    await dialog.getByRole("textbox", { name: "What is done instead" }).fill("Two people stand by");
    await rig.look("request");
    await dialog.getByRole("button", { name: "Request waiver" }).click();
    await dialog.waitFor({ state: "detached" });
  });
  const [asked] = (await server.request("GET", "/api/v1/waivers?state=requested")).items;
  await rig.step("whoever asked cannot agree", async () => {
    await page.goto(`${server.url}/guardrails/waivers/${asked.id}`);
    await page.getByText("A second person agrees to a waiver, not the one who asked for it.").waitFor();
    assert.equal(await page.getByRole("button", { name: "Approve" }).count(), 0);
  });
  const clicksToAsk = (await rig.counts()).clicks;
  await second.step("whoever answers for the policy is told", () =>
    second.page.getByRole("button", { name: "For you: 1 unread" }).waitFor(),
  );
  await second.step("a second person agrees", async () => {
    await second.page.goto(`${server.url}/guardrails?view=waivers`);
    const card = second.page.getByRole("article", { name: "Waiver of Production has a runbook" });
    await card.getByText("<b>!</b>").waitFor();
    await second.look("approve");
    await card.getByRole("button", { name: "Approve" }).click();
    await card.getByText("In force").waitFor();
  });
  const clicks = clicksToAsk + (await second.counts()).clicks;
  console.log(`   ${clicks} clicks from the request to the approval`);
  assert.ok(clicks <= mostClicks);

  await rig.step("now it is promoted", async () => {
    await page.goto(`${server.url}/environments`);
    await promote();
    await page.waitForURL("**/runs/*");
  });
  const deployments = await settled("production");
  assert.equal(deployments[0].state, "succeeded");

  await rig.step("its decision says that it was waived", async () => {
    await page.goto(`${server.url}/guardrails?about=deployment:${deployments[0].id}`);
    await page
      .getByRole("link", { name: /Promote/ })
      .first()
      .click();
    await page.getByRole("article", { name: "Production has a runbook" }).getByText("Waived").first().waitFor();
    await rig.look("waived");
  });

  await rig.step("a check that fails is waived in the same way", async () => {
    await page.goto(`${server.url}/catalog/component/default/${component}?tab=standards`);
    const standing = page.getByRole("region", { name: "Production readiness" });
    await standing.getByRole("button", { name: "Request a waiver" }).first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Why" }).fill("It is next month's work");
    await dialog.getByRole("textbox", { name: "What is done instead" }).fill("We look at it daily");
    await dialog.getByRole("button", { name: "Request waiver" }).click();
    await dialog.waitFor({ state: "detached" });
    const [check] = (await server.request("GET", "/api/v1/waivers?state=requested")).items;
    assert.match(check.target, /^check:default\/production-readiness\//);
    await second.page.goto(`${server.url}/`);
    await second.page.getByRole("link", { name: /^A waiver waits for you/ }).click();
    await second.page.getByRole("button", { name: "Approve" }).click();
    await second.page.getByText("In force").waitFor();
    await standing.getByText("Waived", { exact: true }).first().waitFor();
    await rig.look("check-waived");
  });

  const week = 7 * 24 * 3600;
  await server.request("POST", "/api/v1/test-clock", { advanceSeconds: week + 1 });
  await rig.step("when the waiver is over, it blocks again", async () => {
    // A week later the session is over, too.
    await assert.rejects(server.cli("promote", component, "staging", "production"), ({ code, stderr }) => {
      assert.equal(code, 3);
      assert.match(stderr, /has no runbook/);
      assert.match(stderr, /towpath why /);
      return true;
    });
  });
  const [over] = (await server.request("GET", `/api/v1/waivers?target=policy:default/runbook-present`)).items;
  assert.equal(over.state, "expired");

  async function promote() {
    await page.getByRole("button", { name: `Promote ${component} to production` }).click();
    const plan = page.getByRole("dialog", { name: `Promote ${component} to production` });
    await plan.getByText("switch", { exact: true }).waitFor();
    await plan.getByRole("button", { name: "Promote" }).click();
  }
  async function settled(environment) {
    const deadline = Date.now() + 90_000;
    for (;;) {
      const { items } = await server.request(
        "GET",
        `/api/v1/deployments?component=${component}&environment=${environment}`,
      );
      if (items.length > 0 && ["succeeded", "failed", "rolled_back"].includes(items[0].state)) return items;
      if (Date.now() > deadline) throw new Error(`${component} did not get to ${environment}`);
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
});
