import { Button } from "@mantine/core";
import { Link, useRouter } from "@tanstack/react-router";
import { useMarkRead, useNotifications, type Notification } from "./notifications.queries";
import { ErrorPanel } from "@/shared/ui/ErrorPanel";
import { RelativeTime } from "@/shared/ui/Time";
import "./feedback.css";

interface NotificationPanelProps {
  onDone: () => void;
}

/** The last things one was told. */
export function NotificationPanel({ onDone }: NotificationPanelProps) {
  const told = useNotifications();
  const markRead = useMarkRead();
  if (told.isError) return <ErrorPanel error={told.error} onRetry={() => void told.refetch()} />;
  const { items, unread, news } = told.data ?? { items: [], unread: 0, news: 0 };

  return (
    <div className="told">
      <header>
        <h2>For you</h2>
        {unread > 0 && (
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => {
              markRead.mutate({ all: true });
            }}
          >
            Mark all as read
          </Button>
        )}
      </header>
      {items.length === 0 && (
        <p className="soft">Nothing yet. You are told when feedback you sent or voted for is answered or shipped.</p>
      )}
      <ul>
        {items.map((item) => (
          <Told
            key={item.id}
            item={item}
            onOpen={() => {
              if (item.readAt === null) markRead.mutate({ ids: [item.id] });
              onDone();
            }}
          />
        ))}
      </ul>
      <footer>
        <Link to="/roadmap" search={{ view: "new" }} onClick={onDone}>
          What’s new{news > 0 && ` (${String(news)})`}
        </Link>
        {" · "}
        <Link to="/announcements" onClick={onDone}>
          Announcements
        </Link>
      </footer>
    </div>
  );
}

interface ToldProps {
  item: Notification;
  onOpen: () => void;
}

function Told({ item, onOpen }: ToldProps) {
  const router = useRouter();
  return (
    <li data-unread={item.readAt === null || undefined}>
      <a
        href={item.link}
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          onOpen();
          router.history.push(item.link);
        }}
      >
        <b dir="auto">{item.title}</b>
        <span className="told-text" dir="auto">
          {item.text}
        </span>
        <span className="faint">
          {item.readAt === null && <span className="visually-hidden">unread, </span>}
          <RelativeTime at={item.createdAt} />
        </span>
      </a>
    </li>
  );
}
