/** Annotations that name a page of a monitoring system, and how the link is called. */
const known: Record<string, string> = {
  "grafana/overview-dashboard": "Grafana",
  "prometheus.io/dashboard": "Prometheus",
  "sentry.io/url": "Sentry",
  "pagerduty.com/url": "PagerDuty",
};
/** "towpath.dev/link-loki: https://…" is a link called "loki". */
const ownPrefix = "towpath.dev/link-";

export interface MonitoringLink {
  title: string;
  url: string;
}

/** Links to what watches over an entity elsewhere; values that are no web address are none. */
export function monitoringLinks(annotations: Record<string, string>): MonitoringLink[] {
  return Object.entries(annotations).flatMap(([key, url]) => {
    const title = key.startsWith(ownPrefix) ? key.slice(ownPrefix.length).replaceAll("-", " ") : known[key];
    return title === undefined || title === "" || !/^https?:\/\/[^\s]+$/i.test(url) ? [] : [{ title, url }];
  });
}
