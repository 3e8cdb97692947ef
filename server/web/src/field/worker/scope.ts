/** The part of a service worker's world that this one uses; TypeScript's own description cannot stand beside the DOM's. */

export interface ExtendableEvent extends Event {
  waitUntil: (work: Promise<unknown>) => void;
}

export interface FetchEvent extends ExtendableEvent {
  request: Request;
  respondWith: (answer: Promise<Response>) => void;
}

export interface SyncEvent extends ExtendableEvent {
  tag: string;
  lastChance: boolean;
}

interface Events {
  install: ExtendableEvent;
  activate: ExtendableEvent;
  fetch: FetchEvent;
  sync: SyncEvent;
  message: ExtendableEvent & { data: unknown };
}

export interface Clients {
  claim: () => Promise<void>;
  matchAll: (which: { type: "window"; includeUncontrolled: boolean }) => Promise<readonly unknown[]>;
}

export interface WorkerScope {
  addEventListener: <Name extends keyof Events>(name: Name, then: (event: Events[Name]) => void) => void;
  skipWaiting: () => Promise<void>;
  clients: Clients;
  location: { origin: string };
}
