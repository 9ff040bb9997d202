import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, unwrapBody } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";

export type ServerStatus = components["schemas"]["ServerStatus"];
export type FleetServer = components["schemas"]["Server"];
export type Retention = components["schemas"]["Retention"];

export const serverKeys = {
  all: ["server"] as const,
  status: () => [...serverKeys.all, "status"] as const,
  fleet: () => [...serverKeys.all, "fleet"] as const,
  retention: () => [...serverKeys.all, "retention"] as const,
  masterKey: () => [...serverKeys.all, "master-key"] as const,
  checkpoint: () => [...serverKeys.all, "checkpoint"] as const,
};

export function useServer() {
  return useQuery({
    queryKey: serverKeys.status(),
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/server", { signal })),
  });
}

/** Every server of the installation, asked again while the page is open: who leads may change at any time. */
export function useFleet() {
  return useQuery({
    queryKey: serverKeys.fleet(),
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/servers", { signal })),
    refetchInterval: 5000,
  });
}

export function useRetention() {
  return useQuery({
    queryKey: serverKeys.retention(),
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/retention", { signal })),
  });
}

export function useEnforceRetention() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => unwrapBody(api.POST("/api/v1/retention/runs")),
    onSuccess: () => client.invalidateQueries({ queryKey: serverKeys.retention() }),
  });
}

export function useMasterKey() {
  return useQuery({
    queryKey: serverKeys.masterKey(),
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/master-key", { signal })),
  });
}

export function useCheckpoint() {
  return useQuery({
    queryKey: serverKeys.checkpoint(),
    queryFn: ({ signal }) => unwrapBody(api.GET("/api/v1/audit/checkpoint", { signal })),
  });
}

/** Takes a backup and hands its archive to the browser as a download. */
export function useTakeBackup() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      const archive = await unwrapBody(api.POST("/api/v1/backups", { body: { includeKey: false }, parseAs: "blob" }));
      const file = new Blob([archive]);
      const link = document.createElement("a");
      link.href = URL.createObjectURL(file);
      link.download = `towpath-backup-${new Date().toISOString().slice(0, 19).replaceAll(":", "")}.tar.zst`;
      link.click();
      URL.revokeObjectURL(link.href);
      return file.size;
    },
    onSuccess: () => client.invalidateQueries({ queryKey: serverKeys.status() }),
  });
}
