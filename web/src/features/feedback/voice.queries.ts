import { useMutation, useQueryClient } from "@tanstack/react-query";

/** Of everything the developers' voice is made of: one event may change several of them. */
export const voiceKeys = {
  all: ["feedback"] as const,
  notifications: () => [...voiceKeys.all, "notifications"] as const,
  items: () => [...voiceKeys.all, "items"] as const,
  roadmap: () => [...voiceKeys.all, "roadmap"] as const,
  heartbeat: () => [...voiceKeys.all, "heartbeat"] as const,
  announcements: () => [...voiceKeys.all, "announcements"] as const,
  settings: () => [...voiceKeys.all, "settings"] as const,
  surveys: () => [...voiceKeys.all, "surveys"] as const,
};

/** A mutation after which all of the developers' voice is read again. */
export function useChanging<Input, Output>(mutationFn: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: () => client.invalidateQueries({ queryKey: voiceKeys.all }),
  });
}
