// How long the field app takes to be of use: a phone with a quarter of this processor on a slow network (400 kbit/s each
// way, 400 ms a round trip), once with nothing of it there, once with what its worker keeps. Prints; fails on nothing.
// THUCDIA_URL says where it is served.
import { URL } from "../desk.js";
import { Handset } from "./handset.js";

const SLOW = { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 };
const ROUNDS = 5;

/** Milliseconds from the beginning of the navigation until the page's first button takes a press without delay. */
function untilOfUse() {
  return new Promise((done) => {
    const look = () => {
      const button = document.querySelector("main button");
      if (!button || button.disabled) return requestAnimationFrame(look);
      // Two quiet turns of the event loop: nothing long is waiting before a press.
      setTimeout(() => setTimeout(() => done(performance.now())), 0);
    };
    look();
  });
}

async function opens(handset) {
  const page = await handset.context.newPage();
  const cdp = await handset.context.newCDPSession(page);
  await cdp.send("Network.enable");
  await cdp.send("Network.emulateNetworkConditions", SLOW);
  await cdp.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  let bytes = 0;
  cdp.on("Network.loadingFinished", ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await page.goto(`${URL}/field/`, { waitUntil: "commit" });
  const ms = await page.evaluate(untilOfUse);
  const loaded = bytes;
  await cdp.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  await cdp.send("Network.emulateNetworkConditions", { ...SLOW, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.close();
  return { ms, bytes: loaded };
}

function tell(what, runs) {
  const times = runs.map(({ ms }) => ms).sort((one, other) => one - other);
  const seconds = (ms) => (ms / 1000).toFixed(2);
  const middle = times[Math.floor(times.length / 2)];
  console.log(`${what}: ${seconds(middle)} s (${seconds(times[0])} to ${seconds(times.at(-1))}), ${Math.round(runs[0].bytes / 1000)} kB by then`);
}

const first = [];
const again = [];
for (let round = 0; round < ROUNDS; round++) {
  const handset = new Handset({ latitude: 21.85, longitude: 106.6673, accuracy: 6 });
  await handset.start();
  first.push(await opens(handset));
  again.push(await opens(handset));
  await handset.close();
}
tell("first time", first);
tell("with its worker", again);
