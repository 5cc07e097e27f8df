import { Counter, Gauge, type Registry } from 'prom-client';

const NAMED_CODES: ReadonlySet<number> = new Set([
  1000, 1001, 1005, 1006, 1009, 1012, 1013, 4400, 4401, 4403, 4406, 4408, 4409, 4429, 4500,
]);

export interface SocketMetrics {
  /** An event was executed: once for a whole group. */
  executed(): void;
  /** An event was put on its way to one reader. */
  sent(): void;
  closed(code: number): void;
}

/** @param now how many there are at this moment */
export function createSocketMetrics(
  registry: Registry,
  now: { sockets: () => number; streams: () => number },
): SocketMetrics {
  const registers = [registry];
  new Gauge({
    ...{ name: 'acog_sockets_open', help: 'Sockets that are open.', registers },
    collect() {
      this.set(now.sockets());
    },
  });
  new Gauge({
    ...{ name: 'acog_live_streams', help: 'Subscriptions under way.', registers },
    collect() {
      this.set(now.streams());
    },
  });
  const count = { executed: 0, sent: 0 }; // a counter of the registry for each message would cost more than sending it
  new Counter({
    ...{ name: 'acog_live_events_executed_total', help: 'Events that were executed for a group.', registers },
    collect() {
      this.reset();
      this.inc(count.executed);
    },
  });
  new Counter({
    ...{ name: 'acog_live_events_sent_total', help: 'Events on their way to one reader each.', registers },
    collect() {
      this.reset();
      this.inc(count.sent);
    },
  });
  const closed = new Counter({
    ...{ name: 'acog_sockets_closed_total', help: 'Sockets that were closed, by code.', registers },
    labelNames: ['code'],
  });
  return {
    executed: () => void (count.executed += 1),
    sent: () => void (count.sent += 1),
    closed: (code) => closed.inc({ code: NAMED_CODES.has(code) ? String(code) : 'other' }),
  };
}
