// A service tells of a request by the OpenTelemetry JavaScript SDK: in protobuf, in JSON, and metrics; the trace is on its
// page within a second, as a waterfall by mouse and keyboard and as a table.
import assert from "node:assert/strict";
import { SpanStatusCode, context, trace } from "@opentelemetry/api";
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-proto";
import { OTLPTraceExporter as JsonExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtoExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { journey } from "./rig.mjs";

await journey("traces", { demo: true }, async ({ page, rig, server }) => {
  const { component } = server.demo;
  const token = (await server.request("POST", "/api/v1/tokens", { name: "telemetry", scope: ["telemetry.send"] }))
    .token;
  const resource = resourceFromAttributes({
    "service.name": component,
    "deployment.environment.name": "development",
  });
  const exporting = (path) => ({ url: `${server.url}${path}`, headers: { Authorization: `Bearer ${token}` } });

  async function sendTrace(exporter, name) {
    const provider = new TracerProvider({ resource, spanProcessors: [new SimpleSpanProcessor({ exporter })] });
    const tracer = provider.getTracer("shop");
    const root = tracer.startSpan(name, { kind: 1 });
    const inRoot = trace.setSpan(context.active(), root);
    const query = tracer.startSpan("SELECT carts", { kind: 2, attributes: { "db.system": "postgresql" } }, inRoot);
    await new Promise((done) => setTimeout(done, 30));
    query.recordException(new Error("connection refused"));
    query.setStatus({ code: SpanStatusCode.ERROR, message: "connection refused" });
    query.end();
    tracer.startSpan("render", {}, inRoot).end();
    root.end();
    const sent = performance.now();
    await provider.forceFlush();
    let id;
    while (id === undefined) {
      assert.ok(performance.now() - sent < 1_000, "the trace was not there within a second");
      const page = await server.request("GET", `/api/v1/traces?component=${component}&q=${encodeURIComponent(name)}`);
      if (page.items[0]?.spans === 3) id = page.items[0].trace;
    }
    console.log(`   ${name}: there after ${Math.round(performance.now() - sent)} ms`);
    await provider.shutdown();
    return id;
  }

  await rig.step("three spans in protobuf and in JSON are there within a second", async () => {
    const id = await sendTrace(new ProtoExporter(exporting("/v1/traces")), "GET /cart");
    await sendTrace(new JsonExporter({ ...exporting("/v1/traces"), compression: "gzip" }), "POST /pay");
    const whole = await server.request("GET", `/api/v1/traces/${id}`);
    assert.equal(whole.spans.length, 3);
    assert.equal(whole.hidden, 0);
    const failed = whole.spans.find(({ status }) => status === "error");
    assert.equal(failed.name, "SELECT carts");
    assert.equal(failed.parent, whole.spans.find(({ parent }) => parent === null).span);
    assert.equal(failed.events[0].name, "exception");
    assert.ok(failed.durationMs >= 20);
  });

  await rig.step("so are metrics", async () => {
    const exporter = new OTLPMetricExporter(exporting("/v1/metrics"));
    const provider = new MeterProvider({ resource, readers: [new PeriodicExportingMetricReader({ exporter })] });
    provider.getMeter("shop").createCounter("orders.placed").add(3, { country: "de" });
    await provider.forceFlush();
    await provider.shutdown();
    const { items } = await server.request("GET", `/api/v1/components/${component}/measures?environment=development`);
    const orders = items.find(({ metric }) => metric === "orders.placed");
    assert.equal(orders.kind, "counter");
    assert.deepEqual(orders.labels, { country: "de" });
    assert.equal(orders.values[0].value, 3);
  });

  await rig.signIn({ at: `/catalog/component/default/${component}?tab=traces` });
  await rig.step("the trace is a waterfall on the component", async () => {
    await page.getByRole("button", { name: /^GET \/cart/ }).click();
    const spans = page.getByRole("listbox", { name: "Spans of GET /cart" });
    await spans.getByRole("option", { name: /^SELECT carts.*failed$/ }).click();
    const detail = page.getByRole("region", { name: "Chosen span" });
    await detail.getByText("postgresql").waitFor();
    await rig.look("waterfall");
  });
  await rig.byKeyboard("by keyboard, too, and as a table", async () => {
    await rig.tabTo(page.getByRole("option", { selected: true }));
    await page.keyboard.press("Home");
    await page.getByRole("region", { name: "Chosen span" }).getByRole("heading", { name: "GET /cart" }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.getByRole("region", { name: "Chosen span" }).getByRole("heading", { name: "SELECT carts" }).waitFor();
    await rig.tabTo(page.getByRole("button", { name: "Table" }));
    await page.keyboard.press("Enter");
    await page.getByRole("rowheader", { name: /SELECT carts/ }).waitFor();
  });
  await rig.look("table");
  await rig.step("only those with errors, by name", async () => {
    await page.getByRole("button", { name: "With errors" }).click();
    await page.getByRole("button", { name: /^POST \/pay/ }).waitFor();
  });
});
