import {
  IconApi,
  IconClockPlay,
  IconCube,
  IconDatabase,
  IconMapPin,
  IconPackage,
  IconServer2,
  IconSitemap,
  IconSparkles,
  IconUser,
  IconUsers,
  IconWorldWww,
} from "@/shared/ui/icons";

const byType: Record<string, typeof IconCube> = {
  website: IconWorldWww,
  library: IconPackage,
  job: IconClockPlay,
};
const byKind: Record<string, typeof IconCube> = {
  component: IconServer2,
  api: IconApi,
  resource: IconDatabase,
  system: IconSitemap,
  domain: IconSitemap,
  group: IconUsers,
  user: IconUser,
  template: IconSparkles,
  location: IconMapPin,
};

interface KindIconProps {
  kind: string;
  type: string | null;
}

/** The sign of a kind, finer for the usual types of component. */
export function KindIcon({ kind, type }: KindIconProps) {
  const key = kind.toLowerCase();
  const Sign = (key === "component" ? byType[type ?? ""] : undefined) ?? byKind[key] ?? IconCube;
  return (
    <span className="tile">
      <Sign size={16} stroke={1.6} aria-hidden />
    </span>
  );
}
