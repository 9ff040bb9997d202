import { Button } from "@mantine/core";
import { useState } from "react";
import { CloneSheet } from "./CloneSheet";
import { CompareSheet } from "./CompareSheet";
import { DeedSheet } from "./DeedSheet";
import { DeleteEnvironmentSheet } from "./DeleteEnvironmentSheet";
import { CostSheet } from "./EnvironmentCosts";
import { JobSheet } from "./JobSheet";
import { useEnvironments, useMatrix, type Deed, type Environment } from "./delivery.queries";
import type { Pair } from "./cells";
import { Matrix, type Place } from "./Matrix";
import { NewEnvironmentSheet } from "./NewEnvironmentSheet";
import { RotateSheet } from "./RotateSheet";
import { ScaleSheet } from "./ScaleSheet";
import { ShellSheet } from "./ShellSheet";
import { CopyAs } from "@/shared/ui/CopyAs";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { IconPlus } from "@/shared/ui/icons";
import { Page } from "@/shared/ui/Page";
import { Skeleton } from "@/shared/ui/Skeleton";
import "./delivery.css";

interface EnvironmentsPageProps {
  /** Only this one; part of the address. */
  component: string | undefined;
  onAll: () => void;
  /** Two cells that are compared; part of the address. */
  pair: Pair | undefined;
  onPair: (pair: Pair | undefined) => void;
  onRun: (run: string) => void;
}

/** What runs where: components against environments. */
export function EnvironmentsPage({ component, onAll, pair, onPair, onRun }: EnvironmentsPageProps) {
  const matrix = useMatrix(component);
  const environments = useEnvironments("");
  const [deed, setDeed] = useState<Deed>();
  const [jobAt, setJobAt] = useState<Place>();
  const [shellAt, setShellAt] = useState<Place>();
  const [rotatingAt, setRotatingAt] = useState<Place>();
  const [scalingAt, setScalingAt] = useState<Place & { instances: number }>();
  const [cloning, setCloning] = useState<{ project: string; environment: string }>();
  const [costsOf, setCostsOf] = useState<{ project: string; environment: string }>();
  const [isMaking, setIsMaking] = useState(false);
  const [leaving, setLeaving] = useState<Environment>();
  const rows = matrix.data?.pages.flatMap((page) => page.items) ?? [];
  const projects = [...new Set(rows.map((row) => row.project))];

  return (
    <Page
      title="Environments"
      lead="What runs where, how far it is behind, and the way to the next environment."
      actions={
        <>
          {projects.length > 0 && (
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPlus size={15} />}
              onClick={() => {
                setIsMaking(true);
              }}
            >
              New environment
            </Button>
          )}
          {component !== undefined && (
            <Button size="xs" variant="default" onClick={onAll}>
              Show all components
            </Button>
          )}
          <CopyAs cli="towpath env list" api="/api/v1/environment-matrix" />
        </>
      }
    >
      <section className="panel table-frame" aria-label="Environments">
        {matrix.isPending || environments.isPending ? (
          <Skeleton label="Loading environments" />
        ) : matrix.isError ? (
          <ErrorPanel error={matrix.error} onRetry={() => void matrix.refetch()} />
        ) : environments.isError ? (
          <ErrorPanel error={environments.error} onRetry={() => void environments.refetch()} />
        ) : rows.length === 0 ? (
          <EmptyState title="Nothing is deployed yet." action={<code className="feedback-hint mono">towpath new</code>}>
            A component appears here when its pipeline has built its first release.
          </EmptyState>
        ) : (
          <Matrix
            rows={rows}
            environments={environments.data.items}
            hasMore={matrix.hasNextPage}
            isLoadingMore={matrix.isFetchingNextPage}
            onMore={() => void matrix.fetchNextPage()}
            onDeed={setDeed}
            onJob={setJobAt}
            onShell={setShellAt}
            onRotate={setRotatingAt}
            onScale={setScalingAt}
            onClone={setCloning}
            onCosts={setCostsOf}
            onPair={onPair}
            onDelete={setLeaving}
          />
        )}
      </section>
      {deed !== undefined && (
        <DeedSheet
          deed={deed}
          onClose={() => {
            setDeed(undefined);
          }}
          onStarted={onRun}
        />
      )}
      {jobAt !== undefined && (
        <JobSheet
          {...jobAt}
          onClose={() => {
            setJobAt(undefined);
          }}
          onDeed={(wanted) => {
            setJobAt(undefined);
            setDeed(wanted);
          }}
        />
      )}
      {shellAt !== undefined && (
        <ShellSheet
          {...shellAt}
          onClose={() => {
            setShellAt(undefined);
          }}
        />
      )}
      {rotatingAt !== undefined && (
        <RotateSheet
          {...rotatingAt}
          onClose={() => {
            setRotatingAt(undefined);
          }}
          onDeed={(wanted) => {
            setRotatingAt(undefined);
            setDeed(wanted);
          }}
        />
      )}
      {scalingAt !== undefined && (
        <ScaleSheet
          {...scalingAt}
          onClose={() => {
            setScalingAt(undefined);
          }}
          onDeed={(wanted) => {
            setScalingAt(undefined);
            setDeed(wanted);
          }}
        />
      )}
      {cloning !== undefined && (
        <CloneSheet
          {...cloning}
          onClose={() => {
            setCloning(undefined);
          }}
          onDeed={(wanted) => {
            setCloning(undefined);
            setDeed(wanted);
          }}
        />
      )}
      {costsOf !== undefined && (
        <CostSheet
          {...costsOf}
          onClose={() => {
            setCostsOf(undefined);
          }}
        />
      )}
      {pair !== undefined && (
        <CompareSheet
          {...pair}
          onClose={() => {
            onPair(undefined);
          }}
        />
      )}
      {isMaking && (
        <NewEnvironmentSheet
          projects={projects}
          onClose={() => {
            setIsMaking(false);
          }}
        />
      )}
      {leaving !== undefined && (
        <DeleteEnvironmentSheet
          environment={leaving}
          onClose={() => {
            setLeaving(undefined);
          }}
          onStarted={onRun}
        />
      )}
    </Page>
  );
}
