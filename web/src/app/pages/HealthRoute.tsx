import { createLazyRoute } from "@tanstack/react-router";
import { HealthPage } from "@/features/delivery/HealthPage";

export const Route = createLazyRoute("/signed-in/health")({ component: HealthPage });
