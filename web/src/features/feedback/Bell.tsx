import { ActionIcon, Popover } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { useNotifications } from "./notifications.queries";
import { IconBell } from "@/shared/ui/icons";
import { Skeleton } from "@/shared/ui/Skeleton";

const NotificationPanel = lazy(() =>
  import("./NotificationPanel").then(({ NotificationPanel: component }) => ({ default: component })),
);

/** What one is told, with a mark while something is unread. */
export function Bell() {
  const [isOpen, setIsOpen] = useState(false);
  const { data } = useNotifications();
  const unread = data?.unread ?? 0;
  const news = data?.news ?? 0;
  const label = unread > 0 ? `For you: ${String(unread)} unread` : news > 0 ? "For you: something is new" : "For you";
  return (
    <Popover opened={isOpen} onChange={setIsOpen} position="bottom-end" width={360} trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon
          className="bell"
          variant="subtle"
          color="gray"
          aria-label={label}
          title={label}
          onClick={() => {
            setIsOpen(!isOpen);
          }}
        >
          <IconBell size={18} stroke={1.7} />
          {(unread > 0 || news > 0) && (
            <span className="bell-mark" aria-hidden>
              {unread > 0 ? (unread > 9 ? "9+" : unread) : ""}
            </span>
          )}
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label="For you">
        <Suspense fallback={<Skeleton label="Loading what is for you" lines={3} />}>
          {isOpen && (
            <NotificationPanel
              onDone={() => {
                setIsOpen(false);
              }}
            />
          )}
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
