import { buildOrm } from '../app.js';
import { environment } from '../config.js';
import { wallProblem } from '../services/wall.js';
import { readOptions, type Command } from './command.js';
import { untilDatabase } from './until-database.js';

export const migrate: Command = {
  summary: 'brings the database up to this version',
  help: `acog migrate: applies the migrations that are missing, all or none, and says which.

  --check   only says which are missing; exit code 1 when there are any
  --down    takes the last one back
  --diff    prints what the entities have and the database lacks, as SQL for a new migration

Needs DATABASE_URL.
`,
  async run(args) {
    const { values } = readOptions(args, {
      check: { type: 'boolean' },
      down: { type: 'boolean' },
      diff: { type: 'boolean' },
    });
    const orm = await buildOrm(environment()['DATABASE_URL']);
    try {
      // first of all, for the migrator would make a database that is missing
      await untilDatabase(orm, {
        patienceMs: 0,
        onWait: ({ message }) => process.stderr.write(`${message.split('\n')[0]}: waiting for it …\n`),
      });
      if (values.check) {
        const pending = await orm.migrator.getPending();
        for (const { name } of pending) process.stdout.write(`missing: ${name}\n`);
        if (pending.length === 0) process.stdout.write('nothing is missing\n');
        return pending.length === 0 ? 0 : 1;
      }
      if (values.diff) {
        process.stdout.write(await orm.schema.getUpdateSchemaSQL({ wrap: false }));
        return 0;
      }
      const done = values.down ? await orm.migrator.down() : await orm.migrator.up();
      for (const { name } of done)
        process.stdout.write(`${values.down ? 'taken back' : 'applied'}: ${name}\n`);
      if (done.length === 0) process.stdout.write('nothing to do\n');
      const problem = values.down ? null : await wallProblem(orm.em.fork());
      if (problem !== null) process.stderr.write(`${problem}\n`);
      return 0;
    } finally {
      await orm.close(true);
    }
  },
};
