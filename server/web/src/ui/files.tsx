/** Choosing files: by a button that speaks the page's language, and by dropping them anywhere on the page. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import "./files.css";
import { Icon, type IconName } from "./icon";

interface Choosing {
  onFiles: (files: File[]) => void;
  multiple?: boolean;
  /** Media types; all where it is not said. */
  accept?: string;
}

/** The browser's own button speaks the browser's language; the label stands for it. */
export function FileButton({
  icon = "upload",
  primary,
  children,
  onFiles,
  ...rest
}: Choosing & { icon?: IconName; primary?: boolean; children: ComponentChildren }) {
  return (
    <label class={`button button--${primary ? "primary" : "secondary"} file-button`}>
      <Icon name={icon} />
      {children}
      <input
        type="file"
        class="unseen"
        {...rest}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          // The same file may be chosen once more.
          event.currentTarget.value = "";
          if (files.length > 0) onFiles(files);
        }}
      />
    </label>
  );
}

const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") ?? false;

/** Where dropped files go. It takes them on the whole page: one dropped beside it would be opened in its stead. */
export function FileDrop({ onFiles, children }: Pick<Choosing, "onFiles"> & { children: ComponentChildren }) {
  const [over, setOver] = useState(false);
  const latest = useRef(onFiles);
  latest.current = onFiles;
  useEffect(() => {
    const dragged = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    // Leaving an element for another within the page tells where to; leaving the page does not.
    const left = (event: DragEvent) => event.relatedTarget === null && setOver(false);
    const dropped = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(false);
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length > 0) latest.current(files);
    };
    document.addEventListener("dragover", dragged);
    document.addEventListener("dragleave", left);
    document.addEventListener("drop", dropped);
    return () => {
      document.removeEventListener("dragover", dragged);
      document.removeEventListener("dragleave", left);
      document.removeEventListener("drop", dropped);
    };
  }, []);
  return <div class={over ? "file-drop is-over" : "file-drop"}>{children}</div>;
}
