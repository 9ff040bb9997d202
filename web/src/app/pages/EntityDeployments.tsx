import { useNavigate } from "@tanstack/react-router";
import type { EntityTabProps } from "./entityTabs";
import { DeploymentsView } from "@/features/delivery/DeploymentsView";
import { parseDeploymentsView } from "@/features/delivery/lanes";

export function EntityDeployments({ name, search, onSearch }: EntityTabProps) {
  const navigate = useNavigate();
  return (
    <DeploymentsView
      component={name}
      view={parseDeploymentsView(search)}
      onView={(view) => {
        onSearch({ ...view });
      }}
      onOpen={(deployment) => {
        void navigate({ to: "/runs/$id", params: { id: deployment.run } });
      }}
    />
  );
}
