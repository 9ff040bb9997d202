import { createLazyRoute, Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { EnvironmentSettings } from "@/features/delivery/EnvironmentSettings";
import { ToolSettings } from "@/features/delivery/ToolSettings";
import { RuntimeSettings } from "@/features/delivery/RuntimeSettings";
import { MailSettings } from "@/features/feedback/MailSettings";
import { GroupSettings } from "@/features/identity/GroupSettings";
import { useMe } from "@/features/identity/identity.queries";
import { ProfileSettings } from "@/features/identity/ProfileSettings";
import { SessionSettings } from "@/features/identity/SessionSettings";
import { TokenSettings } from "@/features/identity/TokenSettings";
import { UserSettings } from "@/features/identity/UserSettings";
import { SourceSettings } from "@/features/federation/SourceSettings";
import { SubscriptionSettings } from "@/features/federation/SubscriptionSettings";
import { FleetSettings } from "@/features/observe/FleetSettings";
import { ServerSettings } from "@/features/observe/ServerSettings";
import { RunnersPanel } from "@/features/runners/RunnersPanel";
import { CopyAs } from "@/shared/ui/CopyAs";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Page } from "@/shared/ui/Page";
import "@/shared/ui/setting.css";

export const Route = createLazyRoute("/signed-in/settings/$section")({ component: SettingsRoute });

interface Section {
  title: string;
  cli: string;
  api: string;
  /** What one must be allowed for the entry to be there at all. */
  permission?: string;
  content: (permissions: readonly string[]) => ReactNode;
}

const sections: Record<string, Section> = {
  profile: {
    title: "Profile",
    cli: "towpath whoami",
    api: "/api/v1/me",
    content: () => (
      <>
        <ProfileSettings />
        <MailSettings />
      </>
    ),
  },
  tokens: { title: "Tokens", cli: "towpath token list", api: "/api/v1/tokens", content: () => <TokenSettings /> },
  sessions: {
    title: "Sessions",
    cli: "towpath session list",
    api: "/api/v1/sessions",
    content: () => <SessionSettings />,
  },
  users: {
    title: "Users",
    cli: "towpath user list",
    api: "/api/v1/users",
    permission: "user.read",
    content: (permissions) => <UserSettings permissions={permissions} />,
  },
  groups: {
    title: "Groups",
    cli: "towpath group list",
    api: "/api/v1/groups",
    permission: "group.read",
    content: (permissions) => <GroupSettings permissions={permissions} />,
  },
  environments: {
    title: "Environments",
    cli: "towpath env list",
    api: "/api/v1/environments",
    permission: "environment.read",
    content: (permissions) => <EnvironmentSettings isEditable={permissions.includes("environment_type.update")} />,
  },
  runtimes: {
    title: "Runtimes",
    cli: "towpath runtime list",
    api: "/api/v1/runtimes",
    permission: "runtime_rule.read",
    content: (permissions) => <RuntimeSettings permissions={permissions} />,
  },
  tools: {
    title: "Tools",
    cli: "towpath tools",
    api: "/api/v1/tools",
    permission: "tool.read",
    content: () => <ToolSettings />,
  },
  sources: {
    title: "Sources",
    cli: "towpath source list",
    api: "/api/v1/sources",
    permission: "source.read",
    content: (permissions) => <SourceSettings permissions={permissions} />,
  },
  subscriptions: {
    title: "Subscriptions",
    cli: "towpath subscription list",
    api: "/api/v1/subscriptions",
    permission: "subscription.read",
    content: (permissions) => <SubscriptionSettings permissions={permissions} />,
  },
  server: {
    title: "Server",
    cli: "towpath server show",
    api: "/api/v1/server",
    permission: "platform.read",
    content: (permissions) => <ServerSettings permissions={permissions} />,
  },
  fleet: {
    title: "Fleet",
    cli: "towpath server list",
    api: "/api/v1/servers",
    permission: "platform.read",
    content: (permissions) => <FleetSettings permissions={permissions} />,
  },
  runners: {
    title: "Runners",
    cli: "towpath runner list",
    api: "/api/v1/runners",
    permission: "runner.read",
    content: (permissions) => <RunnersPanel permissions={permissions} />,
  },
};

function SettingsRoute() {
  const { section } = Route.useParams();
  const me = useMe();
  const permissions = me.data?.permissions ?? [];
  const current = sections[section];
  return (
    <Page
      title="Settings"
      lead={current?.title}
      actions={current === undefined ? undefined : <CopyAs cli={current.cli} api={current.api} />}
    >
      <div className="settings">
        <nav className="settings-nav" aria-label="Settings">
          {Object.entries(sections)
            .filter(([, { permission }]) => permission === undefined || permissions.includes(permission))
            .map(([name, { title }]) => (
              <Link key={name} to="/settings/$section" params={{ section: name }}>
                {title}
              </Link>
            ))}
        </nav>
        <div className="settings-body">
          {current?.content(permissions) ?? (
            <div className="panel">
              <EmptyState title="There is no such settings page.">Choose one from the list.</EmptyState>
            </div>
          )}
        </div>
      </div>
    </Page>
  );
}
