/**
 * Keeps a draft while it is filled: every touch is in memory at once and in the store soon after, one write at a time and
 * in order. "Saved" is said when the store's transaction is done, and not before.
 */
import type { Draft } from "~/field/model";

export type Keeping = "saved" | "saving" | "full" | "failed";

export interface KeeperStore {
  save: (draft: Draft) => Promise<void>;
  isFull: (thrown: unknown) => boolean;
  now: () => number;
}

/** How long typing may rest in memory, whether it goes on or not. */
export const TYPING_MS = 200;

export class Keeper {
  #draft: Draft;
  /** What the store has. */
  #kept: Draft;
  #state: Keeping = "saved";
  #timer: ReturnType<typeof setTimeout> | undefined;
  #line: Promise<unknown> = Promise.resolve();
  #busy = 0;
  readonly #readers = new Set<() => void>();
  readonly #store: KeeperStore;

  constructor(draft: Draft, store: KeeperStore) {
    this.#draft = draft;
    this.#kept = draft;
    this.#store = store;
  }

  get draft(): Draft {
    return this.#draft;
  }

  get keeping(): Keeping {
    return this.#state;
  }

  /** Calls back when the draft or the state of keeping changed. */
  listen(reader: () => void): () => void {
    this.#readers.add(reader);
    return () => void this.#readers.delete(reader);
  }

  /** A touch. Typing is kept a few times a second, anything else at once. */
  change(make: (draft: Draft) => Draft, typing = false): void {
    const next = make(this.#draft);
    if (next === this.#draft) return;
    this.#draft = { ...next, touchedAt: this.#store.now() };
    this.#say("saving");
    if (!typing) void this.flush();
    else this.#timer ??= setTimeout(() => void this.flush(), TYPING_MS);
  }

  /** Writes what is not written yet; done when the store has it, or has failed to take it. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#inLine(async () => {
      if (this.#draft === this.#kept) return;
      const draft = this.#draft;
      try {
        await this.#store.save(draft);
        this.#kept = draft;
        if (this.#draft === draft) this.#say("saved");
      } catch (thrown) {
        if (!this.#store.isFull(thrown)) console.error(thrown);
        this.#say(this.#store.isFull(thrown) ? "full" : "failed");
      }
    });
  }

  /**
   * Work of the store that changes the draft there, such as adding a photo: nothing else is written meanwhile, or an older
   * draft would be written over it. `then` does in memory what the store did.
   */
  async alone<T>(work: () => Promise<T>, then: (draft: Draft, done: T) => Draft): Promise<T> {
    await this.flush();
    return this.#inLine(async () => {
      const done = await work();
      const clean = this.#draft === this.#kept;
      this.#draft = then(this.#draft, done);
      if (clean) this.#kept = this.#draft;
      this.#tell();
      return done;
    });
  }

  /** Takes the store's draft, unless this one has something newer to say. */
  adopt(draft: Draft): void {
    if (this.#busy > 0 || this.#draft !== this.#kept || draft.touchedAt < this.#draft.touchedAt) return;
    this.#draft = draft;
    this.#kept = draft;
    this.#tell();
  }

  #inLine<T>(work: () => Promise<T>): Promise<T> {
    this.#busy += 1;
    const next = this.#line.then(work).finally(() => {
      this.#busy -= 1;
    });
    this.#line = next.catch(() => undefined);
    return next;
  }

  #say(state: Keeping): void {
    this.#state = state;
    this.#tell();
  }

  #tell(): void {
    for (const reader of this.#readers) reader();
  }
}
