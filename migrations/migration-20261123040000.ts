import { Migration } from '@mikro-orm/migrations';

/** What says whether a row belongs to channels of the session, by table.  */
const BELONGS: Readonly<Record<string, string>> = {
  channel: mine('id'),
  episode: mine('channel_id'),
  asset: mine('channel_id'),
  asset_upload: mine('channel_id'),
  pipeline_run: mine('channel_id'),
  run_event: mine('channel_id'),
  vendor_call: mine('channel_id'),
  // of a run, or of a task, that the session sees
  stage_run: seenWith('pipeline_run', 'stage_run.run_id'),
  task: seenWith('pipeline_run', 'task.run_id'),
  task_asset: seenWith('task', 'task_asset.task_id'),
  task_need: seenWith('task', 'task_need.task_id'),
  api_key: `(select acog_sees_all()) or channel_ids <@ (select acog_channels())`,
};

const VIEWER = 'acog_viewer';

function mine(column: string): string {
  return `(select acog_sees_all()) or "${column}" = any ((select acog_channels())::uuid[])`;
}

function seenWith(table: string, column: string): string {
  return `(select acog_sees_all()) or exists (select from "${table}" x where x.id = ${column})`;
}

/**
 * The second wall: what a session of the API reads is limited by the database to the channels in its setting
 * `acog.channels`, and it reads as the role acog_viewer, which may change nothing but the audit and uploads that are
 * dropped. Workers and changes work as the owner without that setting: nothing is limited for them.
 */
export class Migration20261123040000 extends Migration {
  override up(): void {
    this.addSql(`create function acog_sees_all() returns boolean language sql stable parallel safe as $$
      select coalesce(nullif(current_setting('acog.channels', true), '') = '*', current_user <> '${VIEWER}') $$`);
    this.addSql(`create function acog_channels() returns uuid[] language sql stable parallel safe as $$
      select case when current_setting('acog.channels', true) like '{%'
        then current_setting('acog.channels', true)::uuid[] else '{}'::uuid[] end $$`);
    for (const [table, belongs] of Object.entries(BELONGS)) {
      this.wall(table);
      this.addSql(`create policy "of_channels" on "${table}" using (${belongs})`);
    }
    this.wall('audit_entry');
    this.addSql(`create policy "of_channels" on "audit_entry"
      using ((select acog_sees_all()) or (channel_ids <> '{}' and channel_ids <@ (select acog_channels())))
      with check (true)`);
    this.wall('idempotent_answer');
    this.addSql(
      `create policy "of_changes" on "idempotent_answer" using ((select current_user) <> '${VIEWER}')`,
    );
    this.addSql(`create function acog_admit_viewer() returns void language plpgsql as $$
      begin
        begin
          -- roles belong to the whole cluster: another database may have it, or be about to make it
          if to_regrole('${VIEWER}') is null then create role ${VIEWER} nologin; end if;
        exception
          when duplicate_object or unique_violation then null;
          when insufficient_privilege then
            raise warning 'There is no role ${VIEWER}, and % may not make it. Have an administrator run: create role ${VIEWER} nologin; grant ${VIEWER} to %; and then as %: select acog_admit_viewer();', current_user, quote_ident(current_user), current_user;
            return;
        end;
        begin
          if not pg_has_role(to_regrole('${VIEWER}'), case when current_setting('server_version_num')::int < 160000 then 'MEMBER' else 'SET' end)
          then execute format('grant ${VIEWER} to %I', current_user); end if;
        exception
          when insufficient_privilege then
            raise warning '% may not become ${VIEWER}. Have an administrator run: grant ${VIEWER} to %;', current_user, quote_ident(current_user);
        end;
        execute format('grant usage on schema %I to ${VIEWER}', current_schema());
        grant select on ${[...Object.keys(BELONGS), 'audit_entry', 'vendor_account'].map((name) => `"${name}"`).join(', ')} to ${VIEWER};
        grant insert on "audit_entry" to ${VIEWER};
        grant delete on "asset_upload" to ${VIEWER};
      end $$`);
    this.addSql(`select acog_admit_viewer()`);
  }

  /** The role stays: other databases of the cluster may use it. */
  override down(): void {
    this.addSql(`do $$ begin
      if to_regrole('${VIEWER}') is not null then
        execute format('revoke all on all tables in schema %I from ${VIEWER}', current_schema());
        execute format('revoke all on schema %I from ${VIEWER}', current_schema());
      end if;
    end $$`);
    this.addSql(`drop function acog_admit_viewer()`);
    for (const table of [...Object.keys(BELONGS), 'audit_entry', 'idempotent_answer']) {
      const policy = table === 'idempotent_answer' ? 'of_changes' : 'of_channels';
      this.addSql(`drop policy "${policy}" on "${table}"`);
      this.addSql(`alter table "${table}" no force row level security, disable row level security`);
    }
    this.addSql(`drop function acog_channels()`);
    this.addSql(`drop function acog_sees_all()`);
  }

  /** Forced: the owner is limited too, once a session of its has the setting. */
  private wall(table: string): void {
    this.addSql(`alter table "${table}" enable row level security, force row level security`);
  }
}
