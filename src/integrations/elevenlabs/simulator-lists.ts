import type { Route } from '../../simulator/routes.js';
import type { Account, HistoryItem } from './simulator-account.js';
import { DEFAULT_SETTINGS, findVoice, modelBody, MODELS, voiceBody, VOICES } from './simulator-catalog.js';
import { refuse, refuseValidation } from './simulator-errors.js';

const MOST_PER_PAGE = 100;
const MOST_HISTORY_PER_PAGE = 1000;

export function voiceRoutes(): Route[] {
  const find = (id: string) =>
    findVoice(id) ??
    refuse(400, {
      type: 'not_found',
      code: 'voice_not_found',
      message: `A voice with the voice_id ${id} was not found.`,
    });
  return [
    {
      method: 'GET',
      pattern: '/v1/voices',
      operation: 'listVoices',
      handle: () => ({ status: 200, json: { voices: VOICES.map(voiceBody) } }),
    },
    {
      ...{ method: 'GET', pattern: '/v2/voices', operation: 'listVoices' },
      handle({ query }) {
        const size = pageSize(query.get('page_size'), 10, MOST_PER_PAGE);
        const search = query.get('search')?.toLowerCase() ?? '';
        const wanted = query.getAll('voice_ids').flatMap((ids) => ids.split(','));
        const category = query.get('category');
        const found = VOICES.filter(
          (voice) =>
            `${voice.name} ${voice.description} ${voice.accent} ${voice.gender}`
              .toLowerCase()
              .includes(search) &&
            (wanted.length === 0 || wanted.includes(voice.id)) &&
            (category === null || category === 'premade'),
        );
        const sorted =
          query.get('sort') === 'name' ? [...found].sort((a, b) => a.name.localeCompare(b.name)) : found;
        if (query.get('sort_direction') === 'desc') sorted.reverse();
        const from = Number(Buffer.from(query.get('next_page_token') ?? '', 'base64url').toString()) || 0;
        const hasMore = from + size < sorted.length;
        const json = {
          ...{
            voices: sorted.slice(from, from + size).map(voiceBody),
            has_more: hasMore,
            total_count: sorted.length,
          },
          next_page_token: hasMore ? Buffer.from(String(from + size)).toString('base64url') : null,
        };
        return { status: 200, json };
      },
    },
    {
      method: 'GET',
      pattern: '/v1/voices/settings/default',
      operation: 'getVoiceSettings',
      handle: () => ({ status: 200, json: DEFAULT_SETTINGS }),
    },
    {
      method: 'GET',
      pattern: '/v1/voices/:voiceId',
      operation: 'getVoice',
      handle: ({ parameters }) => ({ status: 200, json: voiceBody(find(parameters['voiceId'] ?? '')) }),
    },
    {
      ...{ method: 'GET', pattern: '/v1/voices/:voiceId/settings', operation: 'getVoiceSettings' },
      handle({ parameters }) {
        find(parameters['voiceId'] ?? '');
        return { status: 200, json: DEFAULT_SETTINGS };
      },
    },
    {
      method: 'GET',
      pattern: '/v1/models',
      operation: 'listModels',
      handle: () => ({ status: 200, json: MODELS.map(modelBody) }),
    },
  ];
}

export function historyRoutes(account: Account): Route[] {
  const find = (id: string): HistoryItem =>
    account.find(id) ??
    refuse(404, {
      type: 'not_found',
      code: 'history_item_not_found',
      message: `History item with id ${id} was not found.`,
    });
  return [
    {
      ...{ method: 'GET', pattern: '/v1/history', operation: 'listHistory' },
      handle({ query }) {
        const size = pageSize(query.get('page_size'), 100, MOST_HISTORY_PER_PAGE);
        const voiceId = query.get('voice_id');
        const listed = account.history.filter((item) => voiceId === null || item.voiceId === voiceId);
        const after = listed.findIndex((item) => item.id === query.get('start_after_history_item_id'));
        const page = listed.slice(after + 1, after + 1 + size);
        const json = {
          history: page.map(historyBody),
          last_history_item_id: page.at(-1)?.id ?? null,
          has_more: after + 1 + size < listed.length,
        };
        return { status: 200, json };
      },
    },
    {
      method: 'GET',
      pattern: '/v1/history/:itemId',
      operation: 'getHistoryItem',
      handle: ({ parameters }) => ({ status: 200, json: historyBody(find(parameters['itemId'] ?? '')) }),
    },
    {
      ...{ method: 'GET', pattern: '/v1/history/:itemId/audio', operation: 'getHistoryAudio' },
      handle({ parameters }) {
        const item = find(parameters['itemId'] ?? '');
        return { status: 200, file: item.audioPath, headers: { 'content-type': item.contentType } };
      },
    },
  ];
}

function historyBody(item: HistoryItem) {
  return {
    ...{
      history_item_id: item.id,
      request_id: item.requestId,
      voice_id: item.voiceId,
      model_id: item.modelId,
    },
    ...{ voice_name: item.voiceName, voice_category: 'premade', text: item.text, date_unix: item.dateUnix },
    ...{
      character_count_change_from: item.from,
      character_count_change_to: item.to,
      content_type: item.contentType,
    },
    ...{ state: 'created', settings: DEFAULT_SETTINGS, source: 'TTS', output_format: item.outputFormat },
  };
}

function pageSize(text: string | null, otherwise: number, most: number): number {
  if (text === null) return otherwise;
  const size = Number(text);
  if (Number.isInteger(size) && size >= 1 && size <= most) return size;
  return refuseValidation([
    { type: 'less_than_equal', loc: ['query', 'page_size'], msg: `Input should be between 1 and ${most}` },
  ]);
}
