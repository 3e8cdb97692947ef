import { describe, expect, it } from "vitest";
import type { SyncState } from "~/field/sync/state";
import { countWords, statusOf } from "./status-words";

const calm: SyncState = {
  phase: "idle",
  online: true,
  records: { left: 0, total: 0, refused: 0 },
  photos: { left: 0, total: 0, failed: 0, bytesLeft: 0, bytesTotal: 0, bytesDone: 0 },
  download: { changes: 0, left: 0, bytes: 0, images: 0 },
};
const left: SyncState = {
  ...calm,
  records: { left: 3, total: 3, refused: 0 },
  photos: { left: 12, total: 20, failed: 0, bytesLeft: 600, bytesTotal: 1000, bytesDone: 400 },
};
const problem = { code: "network", status: 0, title: "", titleVi: "" };

describe("the line at the top", () => {
  it("counts only what there is", () => {
    expect(countWords(3, 12)).toBe("3 phiếu, 12 ảnh");
    expect(countWords(0, 1)).toBe("1 ảnh");
    expect(countWords(0, 0)).toBe("");
  });
  it("is calm without a network as long as nothing waits, and not when something does", () => {
    expect(statusOf({ ...calm, online: false }, false)).toMatchObject({
      tone: "calm",
      words: "Ngoại tuyến",
    });
    expect(statusOf({ ...left, online: false }, false)).toMatchObject({
      tone: "waiting",
      words: "Ngoại tuyến · 3 phiếu, 12 ảnh chưa gửi",
    });
  });
  it("shows how far the photos are, in bytes", () => {
    const status = statusOf({ ...left, phase: "photos" }, false);
    expect(status.words).toBe("Đang gửi ảnh, xong 8 / 20");
    expect(status.meter).toEqual({ value: 400, max: 1000 });
  });
  it("never says that all is sent while something was refused or failed", () => {
    expect(statusOf(calm, false).words).toBe("Đã gửi hết");
    expect(statusOf({ ...calm, records: { ...calm.records, refused: 1 } }, false).tone).toBe("bad");
    expect(statusOf({ ...left, problem }, false)).toMatchObject({
      tone: "waiting",
      words: "Chưa gửi được 3 phiếu, 12 ảnh",
    });
    expect(statusOf({ ...calm, problem }, false).words).toBe("Chưa kết nối được máy chủ");
  });
  it("says first that the phone was revoked", () => {
    expect(statusOf({ ...left, online: false }, true).words).toBe("Điện thoại này đã bị thu hồi");
  });
});
