import { ActionIcon, Button } from "@mantine/core";
import { useState } from "react";
import { treeOf, type GroupNode } from "./groupTree";
import { useCreateGroup, useDeleteGroup, useGroups, useMembership, type Group } from "./settings.queries";
import { shortRef } from "@/shared/lib/refs";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { IconX } from "@/shared/ui/icons";
import { FormError, Setting } from "@/shared/ui/Setting";
import { Skeleton } from "@/shared/ui/Skeleton";

interface GroupSettingsProps {
  permissions: readonly string[];
}

/** Teams: who is in them, which roles they give, and which of them belong to which. */
export function GroupSettings({ permissions }: GroupSettingsProps) {
  const groups = useGroups();
  const mayChange = permissions.includes("group.update");
  return (
    <>
      {permissions.includes("group.create") && <NewGroupForm />}
      <Setting title="Groups" lead="A group's roles are those of everybody in it and in the groups below it.">
        {groups.isPending && <Skeleton label="Loading groups" lines={4} />}
        {groups.isError && <ErrorPanel error={groups.error} onRetry={() => void groups.refetch()} />}
        {groups.data?.items.length === 0 && (
          <EmptyState
            title="No groups."
            action={<code className="feedback-hint mono">towpath group create payments</code>}
          >
            Components are owned by groups. Make the first above, or on the command line:
          </EmptyState>
        )}
        <ul className="setting-list">
          {treeOf(groups.data?.items ?? []).map((node) => (
            <GroupRow
              key={node.group.ref}
              node={node}
              mayChange={mayChange}
              mayDelete={permissions.includes("group.delete")}
            />
          ))}
        </ul>
      </Setting>
    </>
  );
}

function NewGroupForm() {
  const create = useCreateGroup();
  const [name, setName] = useState("");
  const [displayName, setDisplayName] = useState("");
  return (
    <Setting title="New group">
      <form
        className="setting-form"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate(
            { name, ...(displayName === "" ? {} : { displayName }) },
            {
              onSuccess: () => {
                setName("");
                setDisplayName("");
              },
            },
          );
        }}
      >
        <label>
          Short name
          <input
            value={name}
            required
            placeholder="payments"
            onChange={(event) => {
              setName(event.currentTarget.value);
            }}
          />
        </label>
        <label>
          Name
          <input
            value={displayName}
            placeholder="Payments"
            onChange={(event) => {
              setDisplayName(event.currentTarget.value);
            }}
          />
        </label>
        <Button type="submit" size="xs" loading={create.isPending}>
          Create group
        </Button>
        <FormError error={create.error} />
      </form>
    </Setting>
  );
}

interface GroupRowProps {
  node: GroupNode;
  mayChange: boolean;
  mayDelete: boolean;
}

function GroupRow({ node, mayChange, mayDelete }: GroupRowProps) {
  const { group, below } = node;
  const remove = useDeleteGroup(group.name);
  const [isAsking, setIsAsking] = useState(false);
  return (
    <li className="setting-row">
      <span className="setting-name">
        <b className="clip">{group.displayName || group.name}</b>
        <small>
          {group.name} · {group.roles.length === 0 ? "no roles of its own" : group.roles.join(", ")}
        </small>
      </span>
      {mayDelete && (
        <Button
          size="compact-xs"
          variant={isAsking ? "filled" : "default"}
          color={isAsking ? "red" : "blue"}
          aria-label={isAsking ? `Delete ${group.name} for good` : `Delete ${group.name}`}
          loading={remove.isPending}
          onClick={() => {
            if (isAsking) remove.mutate();
            setIsAsking(!isAsking);
          }}
        >
          {isAsking ? "Delete for good" : "Delete"}
        </Button>
      )}
      <FormError error={remove.error} />
      <Members group={group} mayChange={mayChange} />
      {below.length > 0 && (
        <ul className="setting-list">
          {below.map((child) => (
            <GroupRow key={child.group.ref} node={child} mayChange={mayChange} mayDelete={mayDelete} />
          ))}
        </ul>
      )}
    </li>
  );
}

interface MembersProps {
  group: Group;
  mayChange: boolean;
}

function Members({ group, mayChange }: MembersProps) {
  const membership = useMembership(group.name);
  const [member, setMember] = useState("");
  return (
    <div className="members">
      {group.members.map((ref) => (
        <span key={ref} className="member">
          {shortRef(ref)}
          {mayChange && (
            <ActionIcon
              variant="subtle"
              color="gray"
              size="xs"
              aria-label={`Take ${shortRef(ref)} out of ${group.name}`}
              onClick={() => {
                membership.mutate({ member: ref, isIn: false });
              }}
            >
              <IconX size={12} />
            </ActionIcon>
          )}
        </span>
      ))}
      {mayChange && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            membership.mutate(
              { member: member.includes(":") ? member : `user:default/${member}`, isIn: true },
              {
                onSuccess: () => {
                  setMember("");
                },
              },
            );
          }}
        >
          <input
            className="text-filter"
            placeholder="Add: mina or group:default/shop"
            aria-label={`Add a member to ${group.name}`}
            value={member}
            required
            onChange={(event) => {
              setMember(event.currentTarget.value);
            }}
          />
        </form>
      )}
      <FormError error={membership.error} />
    </div>
  );
}
