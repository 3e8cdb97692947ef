import { render } from "preact";
import { afterEach, expect, it, vi } from "vitest";
import { settle } from "~/ui/testing";
import { forgetAll, invalidate, invalidateLive, put, useQuery } from "./cache";
import { Problem } from "./problem";

const place = document.createElement("div");

function Shown({ name, fetcher, live }: { name: string; fetcher: () => Promise<string>; live?: boolean }) {
  const { data, error, loading } = useQuery(name, fetcher, live ? { live } : {});
  return <p>{loading ? "…" : (error?.code ?? data)}</p>;
}

afterEach(async () => {
  render(null, place);
  forgetAll();
  await settle();
});

it("asks once for two readers, and tells both", async () => {
  const fetcher = vi.fn(async () => "phiếu");
  render(
    <>
      <Shown name="a" fetcher={fetcher} />
      <Shown name="a" fetcher={fetcher} />
    </>,
    place,
  );
  expect(place.textContent).toBe("……");
  await settle();
  expect(place.textContent).toBe("phiếuphiếu");
  expect(fetcher).toHaveBeenCalledTimes(1);
});

it("misses no answer that comes between the drawing and the subscription", async () => {
  render(<Shown name="b" fetcher={async () => "sau"} />, place);
  // Effects run after the next frame; this is before.
  put("b", "trước");
  await settle();
  expect(place.textContent).toBe("trước");
});

it("follows the event stream only where it is asked to", async () => {
  const still = vi.fn(async () => "1");
  const live = vi.fn(async () => "2");
  render(
    <>
      <Shown name="c" fetcher={still} />
      <Shown name="d" fetcher={live} live />
    </>,
    place,
  );
  await settle();
  invalidateLive();
  await settle();
  expect([still.mock.calls.length, live.mock.calls.length]).toEqual([1, 2]);
});

it("keeps what is there when a refresh fails", async () => {
  let fails = false;
  const fetcher = async () => {
    if (fails) throw new Problem(0, {});
    return "cũ";
  };
  function Both() {
    const { data, error } = useQuery("e", fetcher);
    return (
      <p>
        {data} {error?.code}
      </p>
    );
  }
  render(<Both />, place);
  await settle();
  fails = true;
  invalidate((key) => key === "e");
  await settle();
  expect(place.textContent).toBe("cũ network");
});
