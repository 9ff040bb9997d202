import { ActionIcon } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { endEcho, useEcho } from "@/shared/ui/echo";
import { IconX } from "@/shared/ui/icons";

const staysFor = 6_000;

/** Where echoes are seen and heard. It is always there, since a screen reader watches only what was there before. */
export function EchoLine() {
  const echo = useEcho();
  const [isHeld, setIsHeld] = useState(false);
  const place = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (echo === undefined || isHeld) return;
    const timer = setTimeout(endEcho, staysFor);
    return () => {
      clearTimeout(timer);
    };
  }, [echo, isHeld]);

  // Nobody is hurried who points at it or is in it.
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const changes = ["pointerenter", "pointerleave", "focusin", "focusout"];
    const look = () => {
      setIsHeld(element.matches(":hover, :focus-within"));
    };
    changes.forEach((change) => {
      element.addEventListener(change, look);
    });
    return () => {
      changes.forEach((change) => {
        element.removeEventListener(change, look);
      });
    };
  }, []);

  const isSeen = echo !== undefined && echo.isHeardOnly !== true;
  return (
    <div className="echo-place" ref={place}>
      <div role="status" aria-label="What was just done" className={isSeen ? "echo" : "visually-hidden"}>
        {echo?.text}
        {isSeen && echo.link !== undefined && (
          <Link to={echo.link.to} onClick={endEcho}>
            {echo.link.label}
          </Link>
        )}
        {isSeen && (
          <ActionIcon variant="subtle" color="gray" size="sm" aria-label="Close the message" onClick={endEcho}>
            <IconX size={14} />
          </ActionIcon>
        )}
      </div>
    </div>
  );
}
