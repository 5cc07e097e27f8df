import { DriverException } from '@mikro-orm/core';

/** What PostgreSQL, or the way to it, says of being away; a connection that broke says nothing. */
const AWAY = /^(08(?!P01)|53|57P|ECONN|EPIPE|ETIMEDOUT|EAI_AGAIN)/;

/** The database cannot be used for the moment: nothing is wrong with what was asked. */
export function isDatabaseAway(error: unknown): error is DriverException {
  return error instanceof DriverException && AWAY.test(error.code ?? 'ECONN');
}
