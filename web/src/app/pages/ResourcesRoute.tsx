import { createLazyRoute } from "@tanstack/react-router";
import { ResourcesPage } from "@/features/delivery/ResourcesPage";

export const Route = createLazyRoute("/signed-in/resources")({ component: ResourcesPage });
