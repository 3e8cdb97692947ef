// The road between a phone and its server, with its faults: gone, cut in the middle of a body, or answers that are lost
// after the server acted. A relay of TCP on this machine; the phone knows only its address.
import { connect, createServer } from "node:net";

export class Network {
  /** @param {string} server where requests go, as `http://127.0.0.1:PORT` */
  constructor(server) {
    this.target = new URL(server);
    this.up = true;
    /** Bytes of requests that still pass before everything is cut; `null` where nothing is. */
    this.budget = null;
    /** The beginning of a request whose answer is lost, and how many more times. */
    this.losing = { begins: "", times: 0 };
    this.lost = 0;
    this.cuts = 0;
    this.open = new Set();
    this.relay = createServer((phone) => this.#carry(phone));
  }

  async start() {
    await new Promise((listening) => this.relay.listen(0, "127.0.0.1", listening));
    this.url = `http://127.0.0.1:${this.relay.address().port}`;
    return this;
  }

  /** No signal: what is open breaks, and nothing new begins. */
  goAway() {
    this.up = false;
    this.#breakAll();
  }

  comeBack() {
    this.up = true;
  }

  /** Lets so many more bytes of requests through, then breaks what is open. New connections work again. */
  cutAfter(bytes) {
    this.budget = bytes;
  }

  /** The server acts on requests that begin so, and its answer is lost: once, or `times` times. */
  loseAnswersTo(begins, times = 1) {
    this.losing = { begins, times };
  }

  stop() {
    this.#breakAll();
    return new Promise((closed) => this.relay.close(closed));
  }

  #breakAll() {
    for (const socket of this.open) socket.destroy();
    this.open.clear();
  }

  #carry(phone) {
    if (!this.up) return phone.destroy();
    const server = connect(Number(this.target.port), this.target.hostname);
    const ends = [phone, server];
    let loses = false;
    for (const end of ends) {
      this.open.add(end);
      end.on("error", () => undefined);
      end.on("close", () => {
        this.open.delete(end);
        for (const other of ends) other.destroy();
      });
    }
    phone.on("data", (bytes) => {
      if (this.losing.times > 0 && bytes.toString("latin1").includes(this.losing.begins)) {
        loses = true;
        this.losing.times -= 1;
      }
      if (this.budget === null || bytes.length < this.budget) {
        if (this.budget !== null) this.budget -= bytes.length;
        server.write(bytes);
        return;
      }
      // What still fits arrives, so that the server keeps a part and not nothing.
      server.write(bytes.subarray(0, this.budget), () => this.#breakAll());
      this.budget = null;
      this.cuts += 1;
    });
    server.on("data", (bytes) => {
      if (!loses) return phone.write(bytes);
      this.lost += 1;
      phone.destroy();
    });
  }
}
