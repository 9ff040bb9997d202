import { createLazyRoute, useNavigate, useRouter } from "@tanstack/react-router";
import { Suspense } from "react";
import { useOffered } from "../offered";
import { entityTabs } from "./entityTabs";
import { useEntity, type EntityDetail } from "@/features/catalog/catalog.queries";
import { EntityFrame } from "@/features/catalog/EntityFrame";
import { EntityPending } from "@/features/catalog/EntityPending";
import { useComponentStatus } from "@/features/delivery/status.queries";
import { HealthMark, worstHealth } from "@/shared/ui/HealthMark";
import { Skeleton } from "@/shared/ui/Skeleton";

export const Route = createLazyRoute("/signed-in/catalog/$kind/$namespace/$name")({ component: EntityRoute });

const fromRepository = "repository:";

function EntityRoute() {
  const parts = Route.useParams();
  const entity = useEntity(parts);
  if (entity.data === undefined) return <EntityPending parts={parts} entity={entity} />;
  return <KnownEntity key={entity.data.ref} entity={entity.data} />;
}

interface KnownEntityProps {
  entity: EntityDetail;
}

function KnownEntity({ entity }: KnownEntityProps) {
  const parts = Route.useParams();
  const { tab, ...search } = Route.useSearch();
  const navigate = useNavigate();
  const router = useRouter();
  const repository = entity.source.name.startsWith(fromRepository)
    ? entity.source.name.slice(fromRepository.length)
    : undefined;
  // What is declared without a repository is never deployed from here.
  const mayBeDeployed = entity.kind === "Component" && repository !== undefined;
  const status = useComponentStatus(entity.name, mayBeDeployed);

  // The tabs of what is deployed stand while we ask, so that they do not jump.
  const hasStandards = useOffered().areas.some(({ to, url }) => to === "/scorecards" && url === undefined);
  const facts = { entity, name: entity.name, repository, isDeployed: mayBeDeployed && !status.isError, hasStandards };
  const tabs = entityTabs.filter((each) => each.isFor(facts));
  const current = tabs.find((each) => each.id === tab) ?? tabs[0];
  if (current === undefined) throw new Error("an entity has at least its overview");
  const health = worstHealth(
    (status.data?.environments ?? []).filter((each) => each.state !== "empty").map((each) => each.health),
  );

  function go(id: string, others: Record<string, unknown>, isNew: boolean) {
    const choice = id === "overview" ? {} : { tab: id };
    void navigate({
      to: "/catalog/$kind/$namespace/$name",
      params: parts,
      search: { ...choice, ...others },
      replace: !isNew,
    });
  }

  return (
    <EntityFrame
      entity={entity}
      health={health !== undefined && <HealthMark health={health} hasLabel />}
      copy={current.copy(facts)}
      tabs={tabs}
      current={current.id}
      href={(id) =>
        router.buildLocation({
          to: "/catalog/$kind/$namespace/$name",
          params: parts,
          search: id === "overview" ? {} : { tab: id },
        }).href
      }
      onTab={(id) => {
        go(id, {}, true);
      }}
      onIntent={(id) => void tabs.find((each) => each.id === id)?.load()}
    >
      <Suspense fallback={<Skeleton label={`Loading ${current.label}`} lines={6} />}>
        <current.Content
          key={current.id}
          entity={entity}
          name={entity.name}
          repository={repository}
          status={status.data}
          search={search}
          onSearch={(next) => {
            go(current.id, next, false);
          }}
        />
      </Suspense>
    </EntityFrame>
  );
}
