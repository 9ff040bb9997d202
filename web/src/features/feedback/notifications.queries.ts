import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, unwrap, unwrapBody } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";

type Schemas = components["schemas"];
export type Notification = Schemas["Notification"];

/** Of everything the developers' voice is made of: one event may change several of them. */
export const voiceKeys = {
  all: ["feedback"] as const,
  notifications: () => [...voiceKeys.all, "notifications"] as const,
  items: () => [...voiceKeys.all, "items"] as const,
  roadmap: () => [...voiceKeys.all, "roadmap"] as const,
  heartbeat: () => [...voiceKeys.all, "heartbeat"] as const,
};

export const notificationsQuery = queryOptions({
  queryKey: voiceKeys.notifications(),
  queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/notifications", { params: { query: { limit: 20 } }, signal })),
});

/** What one was told last, and how much of it is unread. */
export function useNotifications() {
  return useQuery(notificationsQuery);
}

export function useMarkRead() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Schemas["NotificationReading"]) => unwrap(api.POST("/api/v1/notifications/reading", { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: voiceKeys.notifications() }),
  });
}
