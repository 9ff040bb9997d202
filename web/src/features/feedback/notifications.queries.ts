import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { voiceKeys } from "./voice.queries";
import { api, unwrap, unwrapBody } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";

type Schemas = components["schemas"];
export type Notification = Schemas["Notification"];

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
