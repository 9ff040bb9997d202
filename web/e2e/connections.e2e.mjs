// Another system tells of a deployment with a signature, what cannot be placed is mapped and read again, and others are
// told what happens here; all of it from the portal, also by keyboard.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import { journey } from "./rig.mjs";

let hear;
const told = new Promise((heard) => (hear = heard));
const receiver = createServer((request, response) => {
  let body = "";
  request.on("data", (chunk) => (body += chunk));
  request.on("end", () => {
    response.writeHead(204).end();
    hear({ headers: request.headers, body });
  });
});
await new Promise((done) => receiver.listen(0, "127.0.0.1", done));

try {
  await journey(
    "connections",
    { environment: { TOWPATH_WEBHOOK_NETWORKS: "127.0.0.0/8" } },
    async ({ page, rig, server }) => {
      await rig.signIn({ at: "/settings/sources" });
      const made = await rig.step("a source is made, and its secret shown once", async () => {
        await page.getByText("No other system tells anything yet.").waitFor();
        await page.getByLabel("Name").fill("github-shop");
        await page.getByRole("button", { name: "Create source" }).click();
        await page.getByRole("button", { name: "What came from github-shop" }).waitFor();
        return (await page.locator(".setting-once code").innerText()).trim();
      });

      const send = (body, secret) =>
        fetch(`${server.url}/api/v1/ingest/github-shop`, {
          method: "POST",
          headers: {
            "Content-Type": "application/json",
            "X-GitHub-Event": "deployment_status",
            "X-Hub-Signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
          },
          body,
        });
      const deployed = JSON.stringify({
        deployment_status: { id: 7, state: "success", environment: "eu-1", created_at: new Date().toISOString() },
        deployment: { id: 4, sha: "abc", ref: "main" },
        repository: { full_name: "team/legacy" },
      });
      await rig.step("a forged request is refused and said so, a genuine one is kept with what to do", async () => {
        assert.equal((await send(deployed, "wrong")).status, 401);
        assert.equal((await send(deployed, made)).status, 202);
        assert.equal((await send(deployed, made)).status, 200);
        await page.reload();
        await page.getByText(/does not fit the secret/).waitFor();
        assert.equal(await page.getByText(made).count(), 0);
        await page.getByRole("button", { name: "What came from github-shop" }).click();
        await page.getByText(/There is no component 'legacy' in the catalog/).waitFor();
        await page.getByRole("button", { name: /^Body of deployment_status/ }).click();
        await page.getByRole("region", { name: "Body", exact: true }).waitFor();
        await rig.look("received");
      });

      await rig.step("mapped and read again, it counts", async () => {
        await server.request("POST", "/api/v1/entities", {
          document:
            "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: { name: shop }\n" +
            "spec: { type: service, lifecycle: production, owner: user:default/admin }\n",
        });
        await server.request("PATCH", "/api/v1/sources/github-shop", {
          components: { "team/legacy": "shop" },
          environments: { "eu-1": "production" },
        });
        await page.getByRole("button", { name: /^Read again: deployment_status / }).click();
        await page.getByText("deployment.succeeded").waitFor();
        await page.getByText("shop in eu-1").waitFor();
      });

      await page.goto(`${server.url}/settings/subscriptions`);
      await page.getByText("Nobody is told anything.").waitFor();
      const signing = await rig.step("a subscription is made, and its address shown no more", async () => {
        await page.getByLabel("Name").fill("ops-chat");
        await page.getByLabel("Address").fill(`http://127.0.0.1:${receiver.address().port}/hook/s3cr3t`);
        await page.getByLabel("Format").selectOption("chat");
        await page.getByLabel("announcements").check();
        await page.getByRole("button", { name: "Create subscription" }).click();
        await page.getByText(`http://127.0.0.1:${receiver.address().port}`, { exact: true }).waitFor();
        return (await page.locator(".setting-once code").innerText()).trim();
      });
      await rig.byKeyboard("a greeting arrives, signed", async () => {
        await rig.tabTo(page.getByRole("button", { name: "Send greeting to ops-chat" }));
        await page.keyboard.press("Enter");
        const log = page.getByRole("region", { name: "What was sent to ops-chat" });
        await log.getByText("federation.greeting").waitFor();
        await told;
        await rig.tabTo(log.getByRole("button", { name: "Look again" }));
        await page.keyboard.press("Enter");
        await log.getByText("delivered", { exact: true }).waitFor();
      });
      const { headers, body } = await told;
      const key = Buffer.from(signing.replace("whsec_", ""), "base64");
      const expected = createHmac("sha256", key)
        .update(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`)
        .digest("base64");
      assert.equal(headers["webhook-signature"], `v1,${expected}`);
      assert.match(JSON.parse(body).text, /ops-chat/);
      await rig.look("subscriptions");

      await rig.step("a source goes with all it received, after a second thought", async () => {
        await page.goto(`${server.url}/settings/sources`);
        await page.getByRole("button", { name: "Delete github-shop" }).click();
        await page.getByRole("button", { name: "Delete with all it received: github-shop" }).click();
        await page.getByText("No other system tells anything yet.").waitFor();
      });
      await rig.look("empty");
    },
  );
} finally {
  receiver.close();
}
