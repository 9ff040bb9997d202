import type { EntityTabProps } from "./entityTabs";
import { ApiTab } from "@/features/catalog/openapi/ApiTab";

/** Its APIs, called at the first environment that has an address. */
export function EntityApi({ entity, status, search, onSearch }: EntityTabProps) {
  const address = status?.environments.find(({ url }) => url !== "")?.url;
  return <ApiTab entity={entity} address={address} search={search} onSearch={onSearch} />;
}
