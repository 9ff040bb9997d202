import { Modal } from "@mantine/core";
import { useEffect, useState, type ReactNode } from "react";
import "./mantine-modal.css";

interface DialogProps {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  /** For tables and plans; questions stay narrow. */
  isWide?: boolean;
  children: ReactNode;
}

/** A dialog over the page. Loaded with the first one that opens: import what shows it lazily. */
export function Dialog({ isOpen, onClose, title, isWide = false, children }: DialogProps) {
  useFocusGivenBack();
  return (
    <Modal.Root
      opened={isOpen}
      onClose={onClose}
      size={isWide ? "xl" : "sm"}
      centered
      // Mantine's scroll lock writes a style element, which the server's policy forbids; the page itself never scrolls.
      lockScroll={false}
      transitionProps={{ duration: 120 }}
    >
      <Modal.Overlay />
      <Modal.Content>
        {/* Not Modal.Header: a header element here counts as a second banner of the page. */}
        <div className="dialog-head">
          <Modal.Title>{title}</Modal.Title>
          <Modal.CloseButton aria-label="Close" />
        </div>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

/** What has focus, or the button of the menu that it is in: the menu goes when the dialog comes. */
function findOpener(): Element | null {
  const menu = document.activeElement?.closest('[role="menu"]');
  return menu ? document.getElementById(menu.getAttribute("aria-labelledby") ?? "") : document.activeElement;
}

/** Mantine gives focus back when a dialog is closed; this does when it is taken away with what showed it. */
function useFocusGivenBack() {
  const [opener] = useState(findOpener);
  useEffect(
    () => () => {
      requestAnimationFrame(() => {
        if (document.activeElement !== document.body) return;
        const place = opener?.isConnected === true ? opener : document.getElementById("main");
        if (place instanceof HTMLElement) place.focus();
      });
    },
    [opener],
  );
}
