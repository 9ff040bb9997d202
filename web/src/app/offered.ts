import { useQuery } from "@tanstack/react-query";
import { areaGroups, type Area, type AreaGroup } from "./areas";
import { meQuery } from "@/features/identity/identity.queries";
import { capabilitiesQuery, type Capability } from "@/features/platform/platform.queries";

export interface OfferedArea extends Area {
  /** Where the other system is that has it; the area then leads there. */
  url?: string;
}

interface Offered {
  groups: (Omit<AreaGroup, "areas"> & { areas: OfferedArea[] })[];
  areas: OfferedArea[];
}

/**
 * The areas that the platform offers to whoever is signed in, and that are not beyond their rights. Until that is known, and where it cannot be asked, all
 * there are: a page that is not offered says so itself.
 */
export function useOffered(): Offered {
  const { data } = useQuery(capabilitiesQuery);
  const rights = useQuery(meQuery).data?.permissions;
  const groups = areaGroups.map((group) => {
    const allowed = group.areas.filter(
      ({ permission }) => permission === undefined || rights?.includes(permission) === true,
    );
    return {
      ...group,
      areas: data === undefined ? allowed : allowed.flatMap((area) => offeredAs(area, data.items, data.profile)),
    };
  });
  return { groups, areas: groups.flatMap(({ areas }) => areas) };
}

/** With the small profile the way home is the product's name, and what is no capability is in the menu of the account. */
function offeredAs(area: Area, capabilities: Capability[], profile: "mvp" | "full"): OfferedArea[] {
  if (area.isOwn === true) return profile === "mvp" ? [] : [area];
  const capability = capabilities.find(({ areas }) => areas.includes(area.to));
  if (capability === undefined || capability.mode === "off") return [];
  return capability.mode === "external" && capability.url !== null ? [{ ...area, url: capability.url }] : [area];
}
