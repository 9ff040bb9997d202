import { expect, it } from "vitest";
import { monitoringLinks } from "./monitoringLinks";

it("makes links of annotations that name pages of monitoring systems, and of nothing else", () => {
  expect(
    monitoringLinks({
      "grafana/overview-dashboard": "https://grafana.example.org/d/shop",
      "towpath.dev/link-slow-queries": "http://pg.example.org/shop",
      "towpath.dev/link-bad": "javascript:alert(1)",
      "towpath.dev/link-": "https://example.org",
      "prometheus.io/scrape": "true",
    }),
  ).toEqual([
    { title: "Grafana", url: "https://grafana.example.org/d/shop" },
    { title: "slow queries", url: "http://pg.example.org/shop" },
  ]);
});
