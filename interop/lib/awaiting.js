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

// Publishes until an event arrives: a subscription at another router may not be there yet. Resolves to the first event.
export async function firstEvent(inbox, publish) {
  const arrived = inbox.take();
  arrived.catch(() => {}); // A publication that fails ends the wait.
  for (;;) {
    await publish();
    const event = await Promise.race([arrived, new Promise(resolve => setTimeout(resolve, 100, null))]);
    if (event !== null) return event[0];
  }
}

// Returns a function that takes what has to be ended after a test. All of it is ended, the last first, whatever fails.
export function endings(t) {
  const ends = [];
  t.after(async () => {
    const failures = [];
    for (const end of ends.reverse()) {
      try {
        await end();
      } catch (failure) {
        failures.push(failure);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, `not everything has ended: ${failures.map(String)}`);
  });
  return end => ends.push(end);
}
