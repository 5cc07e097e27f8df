import { STAGES, type Stage, type StageStatus } from '../entities/stage.js';
import type { RunEventKind } from '../entities/run-event.js';

/** What the board needs of an event, as the subscription sends it. */
export interface BoardEvent {
  readonly kind: RunEventKind;
  readonly stage: Stage | null;
  readonly message: string | null;
  readonly progress: number;
  readonly stageProgress: number | null;
  readonly etaSeconds: number | null;
  readonly costUsd: string;
  readonly stageRun: { readonly status: StageStatus; readonly attempt: number } | null;
}

/** Shows a run while it happens. */
export interface ProgressBoard {
  show(event: BoardEvent): void;
  /** Leaves the last picture standing. */
  end(): void;
}

interface Row {
  status: StageStatus;
  progress: number | null;
  message: string;
}

const BAR_WIDTH = 24;
const MARKS: Partial<Record<StageStatus, string>> = {
  PENDING: '·',
  QUEUED: '·',
  RUNNING: '▶',
  WAITING: '◌',
  SUCCEEDED: '✔',
  REUSED: '↺',
  SKIPPED: '–',
  FAILED: '✘',
  CANCELLED: '✘',
  NEEDS_ATTENTION: '!',
};

/** Live bars on a terminal; plain lines, no control codes, anywhere else. */
export function createProgressBoard(stream: NodeJS.WriteStream): ProgressBoard {
  return stream.isTTY ? liveBoard(stream) : plainBoard(stream);
}

function liveBoard(stream: NodeJS.WriteStream): ProgressBoard {
  const rows = new Map<Stage, Row>(
    STAGES.map((stage) => [stage, { status: 'PENDING', progress: null, message: '' }]),
  );
  let total: BoardEvent | null = null;
  let drawn = 0;
  const draw = (): void => {
    const lines = [...rows].map(([stage, row]) => rowLine(stage, row, stream.columns));
    if (total) lines.push(totalLine(total));
    stream.write(
      `${drawn > 0 ? `\u001b[${drawn}A` : ''}${lines.map((line) => `\u001b[2K${line}\n`).join('')}`,
    );
    drawn = lines.length;
  };
  return {
    show(event) {
      total = event;
      const row = event.stage && rows.get(event.stage);
      if (row && event.stageRun) {
        row.status = event.stageRun.status;
        row.progress = event.stageProgress;
        row.message = event.kind === 'ASSET_CREATED' ? '' : (event.message ?? row.message);
        if (row.status === 'SUCCEEDED' || row.status === 'REUSED') row.message = '';
      }
      draw();
    },
    end: draw,
  };
}

function rowLine(stage: Stage, { status, progress, message }: Row, columns: number): string {
  const done = status === 'SUCCEEDED' || status === 'REUSED' ? 1 : (progress ?? 0);
  const share =
    status === 'SKIPPED' || (progress === null && done === 0)
      ? '    '
      : `${String(Math.round(done * 100)).padStart(3)}%`;
  const line = ` ${MARKS[status] ?? '·'} ${stage.padEnd(11)} ${bar(done)} ${share}  ${oneLine(message)}`;
  return [...line].slice(0, Math.max(columns - 1, 20)).join('');
}

function totalLine({ progress, etaSeconds, costUsd }: BoardEvent): string {
  const eta =
    progress === 1 ? 'done' : etaSeconds === null ? 'still measuring' : `about ${etaSeconds} s left`;
  return `   ${'TOTAL'.padEnd(11)} ${bar(progress)} ${String(Math.round(progress * 100)).padStart(3)}%  ${eta}, $${costUsd}`;
}

function bar(fraction: number): string {
  const full = Math.round(fraction * BAR_WIDTH);
  return `${'█'.repeat(full)}${'░'.repeat(BAR_WIDTH - full)}`;
}

/** What others wrote must not move our cursor. */
export function oneLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ');
}

function plainBoard(stream: NodeJS.WriteStream): ProgressBoard {
  const tenths = new Map<Stage | null, number>();
  return {
    show({ kind, stage, message, progress, stageProgress, costUsd }) {
      const percent = `${String(Math.round(progress * 100)).padStart(3)}%`;
      if (kind === 'SNAPSHOT' || kind === 'STREAM_RESET') return;
      if (kind === 'STAGE_PROGRESS') {
        const tenth = Math.floor((stageProgress ?? 0) * 5);
        if (tenth <= (tenths.get(stage) ?? 0)) return;
        tenths.set(stage, tenth);
      }
      const what =
        kind === 'STAGE_PROGRESS'
          ? `${String(Math.round((stageProgress ?? 0) * 100))}%`
          : kind.replace('STAGE_', '').toLowerCase();
      const words = [
        percent,
        (stage ?? 'RUN').padEnd(11),
        what,
        oneLine(message ?? ''),
        kind.startsWith('RUN_') ? `$${costUsd}` : '',
      ];
      stream.write(`${words.filter(Boolean).join('  ')}\n`);
    },
    end: () => undefined,
  };
}
