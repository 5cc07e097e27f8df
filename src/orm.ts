import { DataloaderType } from '@mikro-orm/core';
import { ReflectMetadataProvider } from '@mikro-orm/decorators/legacy';
import { Migrator } from '@mikro-orm/migrations';
import { defineConfig, MikroORM } from '@mikro-orm/postgresql';
import { migrations } from '../migrations/index.js';
import { entities } from './entities/index.js';

export type Orm = MikroORM;

export interface OrmSettings {
  readonly databaseUrl: string;
  /** Connections this process may hold. */
  readonly poolSize: number;
}

function ormOptions({ databaseUrl, poolSize }: OrmSettings) {
  return defineConfig({
    clientUrl: databaseUrl,
    entities,
    metadataProvider: ReflectMetadataProvider,
    extensions: [Migrator],
    dataloader: DataloaderType.ALL,
    ensureDatabase: false, // a mistyped name is an error, not a new database
    pool: { min: 0, max: poolSize },
    forceUtcTimezone: true,
    migrations: {
      migrationsList: migrations,
      tableName: 'migration',
      snapshot: false,
      silent: true,
      transactional: true,
      allOrNothing: true,
    },
  });
}

/** Connects lazily: a database that is away shows itself at the first query. */
export function createOrm(settings: OrmSettings): Promise<Orm> {
  return MikroORM.init(ormOptions(settings));
}
