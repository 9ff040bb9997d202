import { Button } from "@mantine/core";
import { useState } from "react";
import type { Resource } from "./delivery.queries";
import { useAcceptDrift, useAcceptedDrift, useTakeBack } from "./drift.queries";
import { shortRef } from "@/shared/lib/refs";
import { FormError } from "@/shared/ui/Setting";
import { RelativeTime } from "@/shared/ui/Time";

/** The second way beside setting it right: what is found becomes what is expected, for a reason. */
export function AcceptDrift({ resource }: { resource: Resource }) {
  const { component, environment, id, name, drift } = resource;
  const accept = useAcceptDrift();
  const [isAsked, setIsAsked] = useState(false);
  const [reason, setReason] = useState("");
  if (!isAsked) {
    return (
      <span>
        <Button
          size="compact-xs"
          variant="default"
          aria-label={`Accept how ${name} is`}
          onClick={() => {
            setIsAsked(true);
          }}
        >
          Accept
        </Button>
      </span>
    );
  }
  return (
    <form
      className="drift-accept"
      aria-label={`Accept how ${name} is`}
      onSubmit={(event) => {
        event.preventDefault();
        accept.mutate({ component, environment, resource: id, reason, ...(drift === null ? {} : { seen: drift }) });
      }}
    >
      <label>
        Why it is right as it is
        <input
          autoComplete="off"
          maxLength={500}
          value={reason}
          onChange={(event) => {
            setReason(event.currentTarget.value);
          }}
        />
      </label>
      <Button size="compact-sm" type="submit" disabled={reason.trim() === ""} loading={accept.isPending}>
        Accept
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => {
          setIsAsked(false);
          accept.reset();
        }}
      >
        Cancel
      </Button>
      <FormError error={accept.error} />
    </form>
  );
}

/** What of these resources is taken for right, why, and the way back. */
export function AcceptedList({ resources }: { resources: Resource[] }) {
  const all = useAcceptedDrift();
  const takeBack = useTakeBack();
  const accepted = (all.data?.items ?? []).flatMap((each) => {
    const resource = resources.find(({ uid }) => uid === each.uid);
    return resource === undefined ? [] : [{ ...each, name: resource.name, type: resource.type }];
  });
  if (accepted.length === 0) return null;
  return (
    <>
      <ul className="drift-list" aria-label="Accepted">
        {accepted.map(({ uid, name, type, drift, reason, by, at }) => (
          <li key={uid}>
            <span className="drift-what">
              <b>{name}</b> <code className="mono soft">{type}</code> is accepted as it is
            </span>
            <span>{drift}</span>
            <span className="soft">
              <span dir="auto">{reason}</span>, <bdi>{shortRef(by)}</bdi>, <RelativeTime at={at} />
            </span>
            <span>
              <Button
                size="compact-xs"
                variant="default"
                aria-label={`Take back that ${name} is accepted`}
                loading={takeBack.isPending && takeBack.variables === uid}
                onClick={() => {
                  takeBack.mutate(uid);
                }}
              >
                Take back
              </Button>
            </span>
          </li>
        ))}
      </ul>
      <FormError error={takeBack.error} />
    </>
  );
}
