import { createLazyRoute } from "@tanstack/react-router";
import { DocsReportPage } from "@/features/docs/DocsReportPage";

export const Route = createLazyRoute("/signed-in/docs/report")({ component: DocsReportPage });
