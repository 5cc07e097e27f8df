import type { LookupFunction } from 'node:net';
import { isIP } from 'node:net';
import { Agent, buildConnector, type Dispatcher } from 'undici';
import { isPublicAddress, PrivateAddressError, publicLookup } from './public-address.js';

const CONNECT_TIMEOUT_MS = 10_000;

/** Three ways to reach a server. */
export interface Connections {
  /** Reused, for what can be repeated. */
  readonly kept: Dispatcher;
  /** A connection for each request, for what is paid. */
  readonly fresh: Dispatcher;
  /** To public addresses only. */
  readonly guarded: Dispatcher;
  close(): Promise<void>;
}

/**
 * @param lookup resolves names; the system's unless given
 */
export function openConnections(lookup?: LookupFunction): Connections {
  const connect = {
    timeout: CONNECT_TIMEOUT_MS,
    allowH2: false,
    ...(lookup === undefined ? {} : { lookup }),
  };
  const kept = new Agent({ connect, allowH2: false });
  // An idle connection that the server closes just as we write to it looks like a lost answer; a paid request
  // must not be lost that way, so it never uses one.
  const fresh = new Agent({ connect, allowH2: false, pipelining: 0 });
  const guarded = new Agent({ connect: guardedConnector(lookup), allowH2: false });
  return {
    kept,
    fresh,
    guarded,
    close: async () => {
      await Promise.all([kept.destroy(), fresh.destroy(), guarded.destroy()]);
    },
  };
}

/** A socket asks its lookup only for names; addresses written out are checked here. */
function guardedConnector(lookup: LookupFunction | undefined): buildConnector.connector {
  const connect = buildConnector({
    timeout: CONNECT_TIMEOUT_MS,
    allowH2: false,
    lookup: publicLookup(lookup),
  });
  return (options, callback) => {
    const literal = options.hostname.replace(/^\[|\]$/g, '');
    if (isIP(literal) !== 0 && !isPublicAddress(literal)) callback(new PrivateAddressError(literal), null);
    else connect(options, callback);
  };
}
