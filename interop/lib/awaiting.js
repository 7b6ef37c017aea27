// Waiting with a deadline, for what arrives from the network.

// Only what hangs may use it up, however busy the machine is.
const DEADLINE_MILLIS = 120_000;

export function within(promise, what, millis = DEADLINE_MILLIS) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: nothing within ${millis} ms`)), millis);
    // A process whose tests have ended does not wait for what none of them awaits any more.
    timer.unref();
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

// Collects what a handler receives; take(n) answers the next n in order of arrival.
export class Inbox {
  #waiting = null;

  constructor(what = 'messages') {
    this.what = what;
    this.items = [];
    this.add = item => {
      this.items.push(item);
      this.#waiting?.();
    };
  }

  async take(count = 1) {
    const arrived = new Promise(resolve => {
      this.#waiting = () => {
        if (this.items.length >= count) resolve();
      };
      this.#waiting();
    });
    await within(arrived, `${count} of ${this.what}, ${this.items.length} so far`);
    return this.items.splice(0, count);
  }
}
