import { ActionIcon } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { severityLabels, useDismiss, type Announcement } from "./announcements.queries";
import { sayEcho } from "@/shared/ui/echo";
import { IconAlertTriangle, IconInfoCircle, IconX } from "@/shared/ui/icons";
import "./announce.css";

interface BannerProps {
  announcements: Announcement[];
}

/** What is announced, over the foot of every page: nothing moves when it comes or goes. The newest is shown. */
export function Banner({ announcements }: BannerProps) {
  const dismiss = useDismiss();
  const [newest] = announcements;
  const id = newest?.id;
  const said = newest === undefined ? "" : `${severityLabels[newest.severity]}: ${newest.title}`;
  useEffect(() => {
    if (id !== undefined) sayEcho({ text: said, isHeardOnly: true });
  }, [id, said]);
  if (newest === undefined) return null;
  const Sign = newest.severity === "info" ? IconInfoCircle : IconAlertTriangle;
  return (
    <section className="banner" aria-label="Announcement" data-severity={newest.severity}>
      <Sign size={18} stroke={1.7} aria-hidden />
      <div className="banner-text">
        <b dir="auto">
          <span className="visually-hidden">{severityLabels[newest.severity]}: </span>
          {newest.title}
        </b>
        {newest.text !== "" && (
          <span className="banner-more" dir="auto">
            {newest.text}
          </span>
        )}
        {announcements.length > 1 && <Link to="/announcements">{`and ${String(announcements.length - 1)} more`}</Link>}
      </div>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="sm"
        aria-label={`Put away: ${newest.title}`}
        disabled={dismiss.isPending}
        onClick={() => {
          dismiss.mutate(newest.id);
        }}
      >
        <IconX size={14} />
      </ActionIcon>
    </section>
  );
}
