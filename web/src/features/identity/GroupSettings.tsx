import { ActionIcon } from "@mantine/core";
import { useState } from "react";
import { treeOf, type GroupNode } from "./groupTree";
import { useCreateGroup, useDeleteGroup, useGroups, useMembership, type Group } from "./settings.queries";
import { shortRef } from "@/shared/lib/refs";
import { EmptyState } from "@/shared/ui/EmptyState";
import { IconX } from "@/shared/ui/icons";
import { FormError, Setting } from "@/shared/ui/Setting";
import { SettingForm, SettingText } from "@/shared/ui/SettingForm";
import { SettingList } from "@/shared/ui/SettingList";
import { SureButton } from "@/shared/ui/SureButton";

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
        <SettingList
          query={groups}
          loading="Loading groups"
          lines={4}
          empty={
            <EmptyState
              title="No groups."
              action={<code className="feedback-hint mono">towpath group create payments</code>}
            >
              Components are owned by groups. Make the first above, or on the command line:
            </EmptyState>
          }
        >
          {(items) =>
            treeOf(items).map((node) => (
              <GroupRow
                key={node.group.ref}
                node={node}
                mayChange={mayChange}
                mayDelete={permissions.includes("group.delete")}
              />
            ))
          }
        </SettingList>
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
      <SettingForm
        submit="Create group"
        request={create}
        onSubmit={() => {
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
        <SettingText label="Short name" value={name} required placeholder="payments" onChange={setName} />
        <SettingText label="Name" value={displayName} placeholder="Payments" onChange={setDisplayName} />
      </SettingForm>
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
  return (
    <li className="setting-row">
      <span className="setting-name">
        <b className="clip">{group.displayName || group.name}</b>
        <small>
          {group.name} · {group.roles.length === 0 ? "no roles of its own" : group.roles.join(", ")}
        </small>
      </span>
      {mayDelete && (
        <SureButton
          first={{ text: "Delete", name: `Delete ${group.name}` }}
          second={{ text: "Delete for good", name: `Delete ${group.name} for good` }}
          isPending={remove.isPending}
          onSure={() => {
            remove.mutate();
          }}
        />
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
