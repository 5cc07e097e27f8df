import { buildOrm } from '../app.js';
import { environment } from '../config.js';
import { ApiKey, Role } from '../entities/api-key.js';
import { Channel } from '../entities/channel.js';
import { createLogger } from '../logger.js';
import { KeyService } from '../services/key-service.js';
import type { Scope } from '../services/scope.js';
import { oneOf, quoted, readOptions, UsageError, type Command } from './command.js';

const OPTIONS = {
  name: { type: 'string' },
  role: { type: 'string', default: 'EDITOR' },
  channel: { type: 'string', multiple: true },
  expires: { type: 'string' },
} as const;

export const keys: Command = {
  summary: 'create, list and revoke API keys',
  help: `acog keys: whoever can reach the database may make keys.

  acog keys create --name NAME [--role VIEWER|EDITOR|ADMIN] [--channel HANDLE ...] [--expires 2027-01-31T00:00:00Z]
  acog keys list
  acog keys revoke PREFIX

Needs DATABASE_URL. A new key is printed once, alone on stdout.
`,
  async run(args) {
    const { values, positionals } = readOptions(args, OPTIONS, true);
    const [action, prefix] = positionals;
    if (action !== 'create' && action !== 'list' && action !== 'revoke')
      throw new UsageError('Say acog keys create, list or revoke.');
    const extra = positionals[action === 'revoke' ? 2 : 1];
    if (extra !== undefined) throw new UsageError(`acog keys ${action} takes no ${quoted(extra)}.`);
    if (action === 'create' && !values.name)
      throw new UsageError('Name the key: acog keys create --name NAME.');
    if (action === 'revoke' && !prefix)
      throw new UsageError('Name the prefix of the key, as acog keys list prints it.');
    const orm = await buildOrm(environment()['DATABASE_URL']);
    const scope: Scope = {
      em: orm.em.fork(),
      viewer: {
        kind: 'API_KEY',
        keyId: '00000000-0000-0000-0000-000000000000',
        actorId: 'command line',
        name: 'command line',
        role: Role.ADMIN,
        channelIds: null,
        expiresAt: null,
        origin: null,
      },
      logger: createLogger('warn'),
    };
    try {
      if (action === 'create') await create(scope, values);
      else if (action === 'list') await list(scope);
      else await revoke(scope, prefix ?? '');
      return 0;
    } finally {
      await orm.close(true);
    }
  },
};

async function create(
  scope: Scope,
  given: { name?: string; role: string; channel?: string[]; expires?: string },
): Promise<void> {
  const role = oneOf('--role', given.role, Object.values(Role));
  const expiresAt = given.expires === undefined ? null : new Date(given.expires);
  if (expiresAt && Number.isNaN(expiresAt.getTime()))
    throw new UsageError('--expires must be a time such as 2027-01-31T00:00:00Z.');
  const channels = await scope.em.find(Channel, { handle: { $in: given.channel ?? [] }, deletedAt: null });
  const missing = (given.channel ?? []).filter(
    (handle) => !channels.some((channel) => channel.handle === handle),
  );
  if (missing.length > 0) throw new UsageError(`There is no channel ${missing.join(', ')}.`);
  const channelIds = given.channel ? channels.map((channel) => channel.globalId) : null;
  const { secret } = await new KeyService().create(scope, {
    name: given.name ?? '',
    role,
    channelIds,
    expiresAt,
  });
  process.stdout.write(`${secret}\n`);
}

async function list(scope: Scope): Promise<void> {
  for (const key of await scope.em.find(ApiKey, {}, { orderBy: { createdAt: 'asc' } })) {
    const state = key.revokedAt
      ? 'revoked'
      : key.expiresAt && key.expiresAt < new Date()
        ? 'expired'
        : 'good';
    const used = key.lastUsedAt?.toISOString() ?? 'never used';
    process.stdout.write(
      `${key.prefix}  ${key.role.padEnd(6)}  ${state.padEnd(7)}  ${used}  ${JSON.stringify(key.name)}\n`,
    );
  }
}

async function revoke(scope: Scope, prefix: string): Promise<void> {
  const found = await scope.em.find(ApiKey, { prefix });
  const [key] = found;
  if (!key || found.length > 1)
    throw new UsageError(
      `${found.length} keys have the prefix ${JSON.stringify(prefix)}; it must be exactly one.`,
    );
  await new KeyService().revoke(scope, { id: key.globalId });
  process.stdout.write(`revoked: ${key.prefix} ${JSON.stringify(key.name)}\n`);
}
