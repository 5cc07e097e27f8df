/**
 * Faults put into the source on purpose, each with the test that must turn red. An edit is a text that stands in its file
 * exactly once, and what it becomes.
 */
const begin = 'src/jobs/begin.ts';
const changeRows = 'src/jobs/change-rows.ts';
const claim = 'src/jobs/claim.ts';
const release = 'src/jobs/release.ts';
const callRows = 'src/jobs/call-rows.ts';
const limits = 'src/jobs/limits.ts';
const openCall = 'src/jobs/open-call.ts';
const sendCall = 'src/jobs/send-call.ts';

const CLAIMS = 'test/jobs/invariants-claims.test.ts';
const MONEY = 'test/jobs/invariants-money.test.ts';
const EVENTS = 'test/jobs/invariants-events.test.ts';
const ACCOUNT = 'test/jobs/account.test.ts';
const TOGETHER = 'test/jobs/together.test.ts';
const BREAKER = 'test/jobs/breaker.test.ts';

const STALE_WRITES =
  'I5: whatever a worker writes with an old fence changes nothing, and says that the claim is lost';
const STALE_CALLS =
  'I5: a worker with an old fence passes no call on, and takes back none that its successor sends';
const SLOTS =
  'I10: of thirty tasks that call at the same moment the vendor has never more open jobs than it has slots';
const EDGE_OF_CAP =
  'I9: of twenty calls at the edge of a cap (perEpisodeMicroUsd) those that fit get through, and never is more reserved';
const FIFTY_WRITERS =
  'I7: fifty writers of one run number its events 1 to n, and a reader that comes and goes sees each of them in order';
const UNLOCKED = [
  [
    changeRows,
    'from pipeline_run where id = any(?) order by id for update`',
    'from pipeline_run where id = any(?) order by id`',
  ],
  [changeRows, '`${LOCK} skip locked`', 'LOCK'],
];
const LATE_ID =
  'I3: an id that comes from a worker that was thought dead is stored, and the task goes on with it';

export const mutants = [
  {
    name: 'the fence guard is dropped',
    file: CLAIMS,
    test: STALE_WRITES,
    edits: [
      [release, 'where t.id = g.id and t.fence = g.fence and t.lease_until is not null', 'where t.id = g.id'],
    ],
  },
  {
    name: 'a call in doubt counts as unsent once the vendor is busy',
    file: ACCOUNT,
    test: 'I3: a call whose answer was lost stays in doubt when the vendor is BUSY the next time: it may have been billed',
    edits: [
      [
        sendCall,
        'NOTHING_BILLED.has(error.fault)) {\n    if (!isInDoubt(row)) await',
        'NOTHING_BILLED.has(error.fault)) {\n    await',
      ],
    ],
  },
  {
    name: 'the store of the id is fenced',
    file: ACCOUNT,
    test: LATE_ID,
    edits: [
      [
        callRows,
        'c.external_id is null and b.status',
        'c.external_id is null and exists (select from task t where t.id = c.task_id and t.fence = c.submit_fence and t.lease_until > now()) and b.status',
      ],
    ],
  },
  {
    name: 'the create is sent before it is written down',
    file: ACCOUNT,
    test: 'I1: a create is sent only when its call is written down and committed',
    edits: [
      [
        'src/jobs/vendor-call.ts',
        'const row = await openCall(attempt, identity, vendor);',
        'await vendor.submit(request, { callKey: `${identity.held.taskId}:${identity.step}:1`, signal: attempt.signal });\n  const row = await openCall(attempt, identity, vendor);',
      ],
    ],
  },
  {
    name: 'no self-check before the send',
    file: ACCOUNT,
    test: 'I1: a worker that was asleep beyond its lease before the send sends nothing',
    edits: [['src/jobs/send-call.ts', 'attempt.assertHeld();', '']],
  },
  {
    name: 'events are numbered by a sequence of the database',
    file: EVENTS,
    test: FIFTY_WRITERS,
    edits: [
      ...UNLOCKED,
      [
        'src/jobs/run-change.ts',
        'messages.push(...(await draft.close(countsOf)));',
        "messages.push(...(await draft.close(countsOf)));\n  const numbers = await em.execute(`select nextval('migration_id_seq')::int as n from generate_series(1, ?)`, [messages.length]);\n  messages.forEach((message, index) => Object.assign(message, { sequence: numbers[index].n }));",
      ],
    ],
  },
  {
    name: "the SDK's own retries are on",
    file: 'test/jobs/sent-once.test.ts',
    test: 'SDK retries are off: a create that the vendor answers with 500 is sent once, and the account decides what then',
    edits: [['src/integrations/openai/index.ts', 'maxRetries: 0,', 'maxRetries: 2,']],
  },
  {
    name: 'the run is not locked while it is changed',
    file: EVENTS,
    test: FIFTY_WRITERS,
    edits: UNLOCKED,
  },
  {
    name: 'a lease that still runs is taken over',
    file: CLAIMS,
    test: 'a claim is given to one of twenty that ask at the same moment',
    edits: [
      [
        claim,
        'sourcesOf(taskMoves.takenOver)} and lease_until < now()',
        'sourcesOf(taskMoves.takenOver)} and lease_until is not null',
      ],
    ],
  },
  {
    name: 'the heartbeat is not fenced',
    file: CLAIMS,
    test: STALE_WRITES,
    edits: [
      [
        claim,
        'make_interval(secs => ?) where ${HELD}\n',
        'make_interval(secs => ?) where id = ? and ?::int is not null\n',
      ],
    ],
  },
  {
    name: 'notes of a task are not fenced',
    file: CLAIMS,
    test: STALE_WRITES,
    edits: [
      [
        begin,
        'from ${SOON}\n      where ${HELD} returning id',
        'from ${SOON}\n      where id = ? and ?::int is not null returning id',
      ],
      [begin, 'where t.id = g.id and t.fence = g.fence and t.lease_until is not null', 'where t.id = g.id'],
    ],
  },
  {
    name: 'a call is passed on by whoever asks',
    file: CLAIMS,
    test: STALE_CALLS,
    edits: [
      [
        limits,
        'where t.id = ? and t.fence = ? and t.lease_until > now() and r.cancel_requested_at is null',
        'where t.id = ? and ?::int is not null',
      ],
    ],
  },
  {
    name: 'a call is taken back by whoever asks',
    file: CLAIMS,
    test: STALE_CALLS,
    edits: [
      [
        callRows,
        'sourcesOf(callMoves.refused)} and submit_fence = ?',
        'sourcesOf(callMoves.refused)} and ?::int is not null',
      ],
    ],
  },
  {
    name: 'two calls of one step may be open',
    file: CLAIMS,
    test: 'I2: of two sessions that write down a call of the same step, the second is refused by the database',
    edits: [
      [
        'migrations/migration-20261122000000.ts',
        'create unique index "vendor_call_open"',
        'create index "vendor_call_open"',
      ],
    ],
  },
  {
    name: 'slots are counted without the lock of the account',
    file: MONEY,
    test: SLOTS,
    edits: [[limits, 'await lockAccount(tx, vendor.name);', '']],
  },
  {
    name: 'slots are not counted',
    file: MONEY,
    test: SLOTS,
    edits: [[limits, 'await requireSlot(tx, vendor);', '']],
  },
  {
    name: 'the budget is read without the lock of the channel',
    file: MONEY,
    test: EDGE_OF_CAP,
    edits: [['src/jobs/budget.ts', ' for no key update', '']],
  },
  {
    name: 'open calls reserve no money',
    file: MONEY,
    test: EDGE_OF_CAP,
    edits: [['src/jobs/budget.ts', 'then c.estimated_cost_micro_usd else 0 end', 'then 0 else 0 end']],
  },
  {
    name: 'a call can be settled twice',
    file: ACCOUNT,
    test: 'what a call cost is booked once, however often it is settled',
    edits: [[callRows, ' and status in ${sourcesOf(callMoves.settled)} returning id', ' returning id']],
  },
  {
    name: 'a lost answer of a blind vendor is asked for again',
    file: ACCOUNT,
    test: 'I1: a lost answer of a blind vendor is answered by a person, never by a second create',
    edits: [[openCall, 'const isQuick = jobVendor === undefined;', 'const isQuick = true;']],
  },
  {
    name: "an empty list of the vendor's jobs is believed at once",
    file: ACCOUNT,
    test: 'I1: a lost answer of a vendor that lists its jobs is looked for once the list must have it',
    edits: [[openCall, 'if (waitMs > 0) throw', 'if (waitMs > Infinity) throw']],
  },
  {
    name: 'an adopted id does not bring its task back',
    file: ACCOUNT,
    test: LATE_ID,
    edits: [['src/jobs/vendor-call.ts', "if (before === 'UNCERTAIN') await readyAdopted(engine, row);", '']],
  },
  {
    name: 'a task starts when one of its needs is done',
    file: 'test/jobs/invariants-order.test.ts',
    test: 'I8: in every order of needs, a task starts only after everything it needs is done, and all of them end',
    edits: [[release, '(t.open_needs = met.needs and t.status in', '(t.status in']],
  },
  {
    name: 'ends that share a commit count as one need',
    file: TOGETHER,
    test: 'what needs several tasks starts when their ends share a commit, and not before the last of them',
    edits: [[release, 'count(*)::int as needs', '1 as needs']],
  },
  {
    name: 'a change that fails takes its group with it',
    file: TOGETHER,
    test: 'a change that fails takes none of those with it that came at the same moment',
    edits: [['src/jobs/change-with.ts', "if (asked.length > 1) return asked.map(() => 'ALONE');", '']],
  },
  {
    name: 'workers may die on a task for ever',
    file: CLAIMS,
    test: 'I13: a task whose workers always die waits for a person after three of them, and a retry brings it back',
    edits: [['src/jobs/run-task.ts', 'held.crashes >= CRASH_LIMIT', 'held.crashes >= Infinity']],
  },
  {
    name: 'a task is tried once more than it may be',
    file: CLAIMS,
    test: 'I13: no task is tried more often than it may be, then its run fails',
    edits: [
      [
        'src/jobs/task-endings.ts',
        'held.reviewNotes.length < maxAttempts',
        'held.reviewNotes.length <= maxAttempts',
      ],
    ],
  },
  {
    name: 'a half-open breaker lets everybody through',
    file: BREAKER,
    test: 'half open, one of twenty calls is tried; when it goes well, the others follow',
    edits: [
      [
        'src/jobs/vendor-account.ts',
        "set circuit = 'HALF_OPEN', probe_until",
        "set circuit = 'CLOSED', probe_until",
      ],
    ],
  },
  {
    name: 'a breaker that opens again opens for as long as before',
    file: BREAKER,
    test: 'each time that it opens again it stays open for twice as long, at most ten minutes',
    edits: [
      [
        'src/jobs/vendor-account.ts',
        '? * power(2, least(openings, 10))',
        '? * power(1, least(openings, 10))',
      ],
    ],
  },
  {
    name: 'turns at a vendor are never refused',
    file: 'test/jobs/rates.test.ts',
    test: 'two workers together get no more turns than the vendor allows, however they ask',
    edits: [['src/jobs/rate.ts', 'if due - now > tolerance then', 'if due - now > tolerance * 1000 then']],
  },
  {
    name: "leases go by the worker's clock",
    file: 'test/jobs/clock-skew.test.ts',
    test: 'a worker whose clock is wrong by 3600000 ms claims, looks for lost answers and parks as every other',
    edits: [
      [
        claim,
        'lease_until = now() + make_interval(secs => ?), crashes',
        'lease_until = to_timestamp(?), crashes',
      ],
      [
        claim,
        '[owner, leaseMs / 1000, owner, arrayText(taskIds)]',
        '[owner, (Date.now() + leaseMs) / 1000, owner, arrayText(taskIds)]',
      ],
      [
        claim,
        'arrayText(stages), owner, leaseMs / 1000,',
        'arrayText(stages), owner, (Date.now() + leaseMs) / 1000,',
      ],
    ],
  },
  {
    name: 'a webhook is heard as often as it comes',
    file: 'test/jobs/webhooks.test.ts',
    test: 'I14: an event about a job that still runs has it looked at once, however often it is told',
    edits: [['src/jobs/hear-webhook.ts', 'return noted.length === 1;', 'return noted.length >= 0;']],
  },
  {
    name: 'a task that takes over what another made leaves its own call as it was',
    file: 'test/jobs/vendor-calls.test.ts',
    test: 'a call that may have been taken is settled when another task has made the same meanwhile',
    edits: [['src/jobs/task-success.ts', 'await settleUnanswered(change.em, held);', '']],
  },
  {
    name: 'a script is taken of a run that has stages nobody here knows',
    file: 'test/jobs/two-builds.test.ts',
    test: 'a stage of a newer build is left alone, and so is the script, after which its tasks have to be made',
    edits: [[claim, "stage <> 'SCRIPT' or not exists", "stage <> 'SCRIPT' or exists"]],
  },
  {
    name: 'a change over HTTP ends with its client',
    file: 'test/api/query-deadline.test.ts',
    test: 'a change is seen through though its client went away',
    edits: [['src/http/query-deadline.ts', 'deadlineOf(contextValue)?.lift();', '']],
  },
  {
    name: 'an id that a person gave is believed at once',
    file: 'test/jobs/resolve-call.test.ts',
    test: 'an id that the vendor does not know is asked about again, and the right one is still taken',
    edits: [[callRows, 'answer.isUnproven ?? false,', 'false,']],
  },
  {
    name: 'what a client accepts is looked at when all is done',
    file: 'test/api/http-malformed.test.ts',
    test: 'an answer that nobody would accept text/html: is not made at all',
    edits: [['src/http/graphql.ts', 'if (!isAccepted(accept)) {', 'if (accept === null) {']],
  },
  {
    name: 'a job that a vendor has begun is cancelled free of charge',
    file: 'test/jobs/cancel-at-vendor.test.ts',
    test: 'what RUNWAY has begun is stopped, and counts as spent',
    edits: [['src/jobs/cancel-calls.ts', 'isFree ? null : estimateOf(row)', 'null']],
  },
  {
    name: 'what a vendor has finished goes with a cancel',
    file: 'test/jobs/cancel-at-vendor.test.ts',
    test: 'what PIKA has finished when the run is cancelled is booked and kept, and is not paid again',
    edits: [['src/jobs/run-task.ts', 'if (!held.isOrdered) throw new', 'throw new']],
  },
  {
    name: 'one look that cannot be read ends a paid job',
    file: 'test/jobs/strange-answers.test.ts',
    test: 'a look at a job that is answered with a page is followed by another one',
    edits: [['src/jobs/vendor-call.ts', "fault === 'BAD_ANSWER' || (retryable", '(retryable']],
  },
  {
    name: 'a listener is added again with each connection',
    file: 'test/api/events.test.ts',
    test: 'listeners hear again after Redis was killed and came back, without asking anew, and everything once',
    edits: [
      [
        'src/events.ts',
        'subscriber.subscribe(PREFIX + topic, deliver)',
        'subscriber.subscribe(PREFIX + topic, (text, name) => deliver(text, name))',
      ],
    ],
  },
  {
    name: 'a silent Redis is waited for',
    file: 'test/api/events.test.ts',
    test: 'connections that became silent are given up for new ones',
    edits: [['src/redis.ts', 'performance.now() - waitsSinceMs > SILENCE_MS', 'false']],
  },
];
