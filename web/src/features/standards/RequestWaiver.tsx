import { Button } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import type { WaiverDialogProps } from "./WaiverDialog";

const WaiverDialog = lazy(() =>
  import("./WaiverDialog").then(({ WaiverDialog: component }) => ({ default: component })),
);

/** The way out of a policy or check that cannot be met now: asks for an exception with an end. */
export function RequestWaiver(about: Omit<WaiverDialogProps, "onClose">) {
  const [isAsking, setIsAsking] = useState(false);
  return (
    <div>
      <Button
        size="xs"
        variant="default"
        onClick={() => {
          setIsAsking(true);
        }}
      >
        Request a waiver
      </Button>
      <Suspense fallback={null}>
        {isAsking && (
          <WaiverDialog
            {...about}
            onClose={() => {
              setIsAsking(false);
            }}
          />
        )}
      </Suspense>
    </div>
  );
}
