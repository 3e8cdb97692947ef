import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Problem } from "~/api/problem";
import { Keeper, type Kept, PAUSE_MS } from "./keeper";
import type { Parts } from "./merge";

/** A server with one writer more: `elsewhere` is what somebody else writes between two sendings. */
class Fake {
  kept: Kept = { parts: { words: "a" }, seen: "1" };
  sent: { parts: Parts; changed: string[] }[] = [];
  broken: Problem | undefined;
  save = async (parts: Parts, changed: string[], seen: string | undefined): Promise<Kept> => {
    this.sent.push({ parts, changed });
    if (this.broken) throw this.broken;
    if (seen !== this.kept.seen) throw new Problem(409, { type: "x/problems/evaluation.moved_on" });
    return this.elsewhere(parts);
  };
  read = async () => this.kept;
  elsewhere(parts: Parts, by?: string): Kept {
    this.kept = { parts, seen: String(Number(this.kept.seen) + 1), by };
    return this.kept;
  }
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const pause = () => vi.advanceTimersByTimeAsync(PAUSE_MS + 10);

describe("Keeper", () => {
  it("sends once after the typing pauses, and says when the server has it", async () => {
    const server = new Fake();
    const keeper = new Keeper(server.kept, server);
    keeper.change({ words: "ab" });
    keeper.change({ words: "abc" });
    expect(keeper.state).toBe("waiting");
    await pause();
    expect(server.sent.map((one) => one.parts.words)).toEqual(["abc"]);
    expect(keeper.state).toBe("saved");
    keeper.change({ words: "abc" });
    await pause();
    expect(server.sent.length).toBe(1);
  });

  it("sends what was typed while something was being sent", async () => {
    const server = new Fake();
    const keeper = new Keeper(server.kept, server);
    keeper.change({ words: "one" });
    const sending = keeper.flush();
    keeper.change({ words: "two" });
    await sending;
    expect(keeper.isSaved).toBe(false);
    await pause();
    expect(server.kept.parts.words).toBe("two");
    expect(keeper.state).toBe("saved");
  });

  it("brings together what was written in different parts, with nobody asked", async () => {
    const server = new Fake();
    const keeper = new Keeper(server.kept, server);
    server.elsewhere({ words: "a", meetings: 4 });
    keeper.change({ words: "mine" });
    await pause();
    expect(keeper.state).toBe("saved");
    expect(server.kept.parts).toEqual({ words: "mine", meetings: 4 });
  });

  it("shows both where they clash, sends nothing, and goes on with what a person decides", async () => {
    const server = new Fake();
    const keeper = new Keeper(server.kept, server);
    server.elsewhere({ words: "theirs" }, "Lý Thị Hoa");
    keeper.change({ words: "mine" });
    await pause();
    expect(keeper.state).toBe("clash");
    expect(keeper.clash?.names).toEqual(["words"]);
    expect(keeper.clash?.theirs).toMatchObject({ parts: { words: "theirs" }, by: "Lý Thị Hoa" });
    keeper.change({ words: "mine, longer" });
    await pause();
    expect(server.kept.parts.words).toBe("theirs");
    await keeper.settle({ words: "both" });
    expect(server.kept.parts.words).toBe("both");
    expect(keeper.clash).toBeUndefined();
    expect(keeper.state).toBe("saved");
  });

  it("tries again when the network comes back, and not where the server refuses", async () => {
    const server = new Fake();
    const keeper = new Keeper(server.kept, server);
    server.broken = new Problem(0, {});
    keeper.change({ words: "b" });
    await pause();
    expect(keeper.state).toBe("failed");
    server.broken = undefined;
    await vi.advanceTimersByTimeAsync(4100);
    expect(keeper.state).toBe("saved");
    server.broken = new Problem(422, {});
    keeper.change({ words: "c" });
    await pause();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(server.sent.length).toBe(3);
    expect(keeper.problem?.status).toBe(422);
  });

  it("takes what is newer only where nothing is being written", () => {
    const server = new Fake();
    const keeper = new Keeper(server.kept, server);
    keeper.adopt({ parts: { words: "newer" }, seen: "7" });
    expect(keeper.parts.words).toBe("newer");
    keeper.change({ words: "mine" });
    keeper.adopt({ parts: { words: "newest" }, seen: "8" });
    expect(keeper.parts.words).toBe("mine");
  });
});
