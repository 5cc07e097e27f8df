/** Models that this account may use: newest first, with dollars per million tokens. Prices are the simulator's own. */
interface Model {
  readonly id: string;
  readonly created: number;
  readonly inputUsd: number;
  readonly outputUsd: number;
}

const MODELS: readonly Model[] = [
  ['gpt-6-astra', 1_788_000_000, 2, 12],
  ['gpt-6.1-sol', 1_787_000_000, 1.5, 9],
  ['gpt-6-luna', 1_784_000_000, 0.3, 2],
  ['gpt-5.5', 1_776_000_000, 1.25, 10],
  ['gpt-5.4', 1_770_000_000, 1.25, 10],
  ['gpt-5.4-mini', 1_770_000_000, 0.25, 2],
  ['gpt-5.4-nano', 1_770_000_000, 0.05, 0.4],
  ['gpt-5.2', 1_765_000_000, 1.25, 10],
  ['gpt-5.1', 1_762_000_000, 1.25, 10],
  ['gpt-5', 1_754_000_000, 1.25, 10],
  ['gpt-5-mini', 1_754_000_000, 0.25, 2],
  ['gpt-5-nano', 1_754_000_000, 0.05, 0.4],
  ['gpt-4.1', 1_744_000_000, 2, 8],
  ['gpt-4.1-mini', 1_744_000_000, 0.4, 1.6],
  ['gpt-4.1-nano', 1_744_000_000, 0.1, 0.4],
  ['o4-mini', 1_744_000_000, 1.1, 4.4],
  ['o3', 1_744_000_000, 2, 8],
  ['gpt-4o', 1_715_000_000, 2.5, 10],
  ['gpt-4o-2024-08-06', 1_722_000_000, 2.5, 10],
  ['gpt-4o-2024-11-20', 1_732_000_000, 2.5, 10],
  ['gpt-4o-mini', 1_721_000_000, 0.15, 0.6],
].map(([id, created, inputUsd, outputUsd]) => ({
  id: String(id),
  created: Number(created),
  inputUsd: Number(inputUsd),
  outputUsd: Number(outputUsd),
}));

export function findModel(id: string): Model | null {
  return MODELS.find((model) => model.id === id) ?? null;
}

/** As `GET /models` shows it. */
export function modelBody({ id, created }: Model) {
  return { id, object: 'model', created, owned_by: 'system' };
}

export function allModels() {
  return MODELS.map(modelBody);
}

export function usdOf(model: Model, inputTokens: number, outputTokens: number): number {
  return Number(((inputTokens * model.inputUsd + outputTokens * model.outputUsd) / 1e6).toFixed(8));
}

/** About four characters of Latin text are one token, other scripts have more. */
export function countTokens(text: string): number {
  const wide = text.match(/[^\u0000-\u024f]/gu)?.length ?? 0;
  return Math.ceil((text.length - wide) / 4 + wide * 0.8);
}
