import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useChanging, voiceKeys } from "./voice.queries";
import { api, unwrap, unwrapBody } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";

type Schemas = components["schemas"];
export type Announcement = Schemas["Announcement"];
export type NewAnnouncement = Schemas["NewAnnouncement"];
export type NotificationSettings = Schemas["NotificationSettings"];

export const severityLabels: Record<Announcement["severity"], string> = {
  info: "For your information",
  warning: "Take care",
  critical: "Urgent",
};

/** What is in force for whoever asks; `all` also what is over or to come, for the platform team. */
export function useAnnouncements(all: boolean) {
  return useQuery({
    queryKey: [...voiceKeys.announcements(), all],
    queryFn: ({ signal }) =>
      unwrapBody(api.GET("/api/v1/announcements", { params: { query: { all, limit: 100 } }, signal })),
  });
}

export function useAnnounce() {
  return useChanging((body: NewAnnouncement) => unwrapBody(api.POST("/api/v1/announcements", { body })));
}

export function useWithdraw() {
  return useChanging((id: string) =>
    unwrapBody(api.POST("/api/v1/announcements/{id}/withdrawal", { params: { path: { id } } })),
  );
}

export function useDismiss() {
  return useChanging((id: string) =>
    unwrap(api.PUT("/api/v1/announcements/{id}/dismissal", { params: { path: { id } } })),
  );
}

export function useNotificationSettings() {
  return useQuery({
    queryKey: voiceKeys.settings(),
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/notification-settings", { signal })),
  });
}

export function useSetNotificationSettings() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (mail: Partial<NotificationSettings["mail"]>) =>
      unwrapBody(api.PATCH("/api/v1/notification-settings", { body: { mail } })),
    onSuccess: (settings) => {
      client.setQueryData(voiceKeys.settings(), settings);
    },
  });
}
